let hidden = $state(false);

/**
 * Whether the page hides whose pictures it shows, for teaching. It begins with every start of the program as it should:
 * with the patient's name on the screen.
 */
export const privacy = {
  get on(): boolean {
    return hidden;
  },
  set on(value: boolean) {
    hidden = value;
  },
};
