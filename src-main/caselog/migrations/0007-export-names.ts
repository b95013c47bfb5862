/** By which random name an item is known outside: the same in every export, so that labels which come back find it. */
export const version = 7;

export const sql = `
CREATE TABLE export_names (
  item_id INTEGER PRIMARY KEY REFERENCES dataset_items (id),
  name TEXT NOT NULL UNIQUE
) STRICT;
`;
