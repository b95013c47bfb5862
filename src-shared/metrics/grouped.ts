/** The members of a list by what a key says of each, groups and members in the order in which they come. */
export function grouped<T>(list: readonly T[], key: (member: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const member of list) {
    const group = groups.get(key(member));
    if (group) group.push(member);
    else groups.set(key(member), [member]);
  }
  return groups;
}
