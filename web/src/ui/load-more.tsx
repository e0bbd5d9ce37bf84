import { useI18n } from "@/i18n";
import { Button } from "./button";

interface PagedList {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

/** The end of a list that is read page by page. */
export function LoadMore({ list }: { list: PagedList }) {
  const { t } = useI18n();
  if (!list.hasNextPage) return null;
  return (
    <div className="mt-4 flex justify-center">
      <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
        {t("action.loadMore")}
      </Button>
    </div>
  );
}
