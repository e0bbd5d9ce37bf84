/**
 * Keeps a list of signals live. News come one by one, in bursts at the close of a bar; they are gathered, and the first
 * page is read at most every two seconds, which also stays far below the API's rate limit.
 */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { api, unwrap } from "@/api/client";
import type { SignalQuery } from "@/api/types";
import { fetchPage, showSignal, signalQuery, signalsQuery } from "./api";
import { type LiveNews, useLiveNews } from "./live";
import { mergeHead, removeSignal, type SignalPages } from "./live-list";

const FIRST_WAIT_MS = 200;
const BETWEEN_READS_MS = 2_000;
/** More changed signals than this beyond the first page: the list is read anew instead of one by one. */
const MOST_SINGLE_READS = 5;

export function useLiveList(query: SignalQuery) {
  const queryClient = useQueryClient();
  const [paused, setPaused] = useState(false);
  const [held, setHeld] = useState(0);
  const changed = useRef(new Set<string>());
  const stale = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const lastRead = useRef(0);

  const catchUp = useEffectEvent(async () => {
    timer.current = undefined;
    lastRead.current = Date.now();
    const { queryKey } = signalsQuery(query);
    if (queryClient.getQueryData(queryKey) === undefined) {
      // The first page is still on its way, and may have been read before the news.
      schedule();
      return;
    }
    const ids = changed.current;
    changed.current = new Set();
    stale.current = false;
    try {
      const head = await fetchPage(query, null);
      queryClient.setQueryData<SignalPages>(queryKey, (pages) => pages && mergeHead(pages, head));
      const inHead = new Set(head.data.map((signal) => signal.id));
      const loaded = new Set(
        queryClient.getQueryData<SignalPages>(queryKey)?.pages.flatMap((page) => page.data.map((row) => row.id)),
      );
      const beyond = [...ids].filter((id) => !inHead.has(id) && loaded.has(id));
      if (beyond.length > MOST_SINGLE_READS) await queryClient.invalidateQueries({ queryKey });
      else for (const id of beyond) await readOne(id);
    } catch {
      // The connection's next resync, or the next piece of news, reads again.
      stale.current = true;
    }
  });

  const readOne = async (id: string) => {
    showSignal(queryClient, await unwrap(api.GET("/api/signals/{id}", { params: { path: { id } } })));
  };

  const schedule = () => {
    if (timer.current !== undefined) return;
    const sinceLast = Date.now() - lastRead.current;
    timer.current = setTimeout(() => void catchUp(), Math.max(FIRST_WAIT_MS, BETWEEN_READS_MS - sinceLast));
  };

  useLiveNews((news: LiveNews) => {
    if (news.type !== "resync") {
      changed.current.add(news.id);
      if (news.type !== "created") void queryClient.invalidateQueries({ queryKey: signalQuery(news.id).queryKey });
    }
    stale.current = true;
    if (paused) setHeld(changed.current.size);
    else {
      if (news.type === "deleted") {
        const { queryKey } = signalsQuery(query);
        queryClient.setQueryData<SignalPages>(queryKey, (pages) => pages && removeSignal(pages, news.id));
      }
      schedule();
    }
  });

  useEffect(() => () => clearTimeout(timer.current), []);

  const setPause = (pause: boolean) => {
    setPaused(pause);
    setHeld(0);
    if (!pause && stale.current) schedule();
  };

  return { paused, setPaused: setPause, held };
}
