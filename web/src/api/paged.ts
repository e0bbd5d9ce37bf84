/** Lists that the server gives page by page. */

/** What a query for one page adds: the `next_cursor` of the page before. */
export const cursorOf = (pageParam: string | null) => (pageParam === null ? {} : { cursor: pageParam });

/** How an infinite query goes on. */
export const paged = {
  initialPageParam: null as string | null,
  getNextPageParam: (last: { next_cursor: string | null }) => last.next_cursor,
};
