/** Where the person is among the models; kept while other rooms are on the screen. */
class Place {
  /** What stands in the filter line. */
  typed = $state('');
  /** The model whose card is open, by its key on the shelf; null: nobody chose one yet. */
  key = $state<string | null>(null);
}

/** The one place on the page. */
export const place = new Place();
