import { useInfiniteQuery } from "@tanstack/react-query";
import { Package, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import type { Product } from "@/api/types";
import { durationText } from "@/features/grants/term";
import { useI18n } from "@/i18n";
import { useEdited } from "@/lib/use-edited";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/dialog";
import { LoadMore } from "@/ui/load-more";
import { Loaded } from "@/ui/loaded";
import { EmptyState } from "@/ui/states";
import { productsQuery, useDeleteProduct } from "./api";
import { ProductDialog } from "./product-dialog";

/** What each product of the shop gives. */
export function ProductsCard() {
  const { t } = useI18n();
  const list = useInfiniteQuery(productsQuery);
  const [isNew, setIsNew] = useState(false);
  const { edited, edit, close } = useEdited(list.data?.pages.flatMap((page) => page.data));
  return (
    <Card
      title={t("products.title")}
      description={t("products.body")}
      actions={
        <Button look="primary" size="small" onClick={() => setIsNew(true)}>
          <Plus aria-hidden />
          {t("products.new")}
        </Button>
      }
    >
      <Loaded query={list} rows={3}>
        {({ pages }) => {
          const products = pages.flatMap((page) => page.data);
          return products.length === 0 ? (
            <EmptyState
              className="py-8"
              icon={<Package aria-hidden />}
              title={t("products.empty.title")}
              body={t("products.empty.body")}
            />
          ) : (
            <ul className="divide-y divide-line">
              {products.map((product) => (
                <Item key={product.id} product={product} onEdit={() => edit(product)} />
              ))}
            </ul>
          );
        }}
      </Loaded>
      <LoadMore list={list} />
      {isNew && <ProductDialog product={null} onClose={() => setIsNew(false)} />}
      {edited && <ProductDialog product={edited} onClose={close} />}
    </Card>
  );
}

function Item({ product, onEdit }: { product: Product; onEdit: () => void }) {
  const { t } = useI18n();
  const [asking, setAsking] = useState(false);
  const remove = useDeleteProduct();
  return (
    <li className="flex items-center gap-3 py-3 first:pt-0 last:pb-0">
      <div className="min-w-0 flex-1">
        <p className="text-sm font-medium wrap-anywhere">{product.title}</p>
        <p className="mt-0.5 text-xs wrap-anywhere text-muted">
          <code className="font-mono">{product.reference}</code>
          {" · "}
          {[
            durationText(t, product.duration),
            product.grace_days > 0 && t("products.grace.count", { count: product.grace_days }),
            product.scripts.map(({ title }) => title).join(", "),
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      <div className="flex gap-1">
        <Button
          look="ghost"
          size="iconSmall"
          aria-label={t("products.edit", { title: product.title })}
          onClick={onEdit}
        >
          <Pencil aria-hidden />
        </Button>
        <Button
          look="ghost"
          size="iconSmall"
          aria-label={t("products.delete", { title: product.title })}
          onClick={() => setAsking(true)}
        >
          <Trash2 aria-hidden />
        </Button>
      </div>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t("products.delete.title", { title: product.title })}
        body={t("products.delete.body")}
        confirm={t("action.delete")}
        danger
        busy={remove.isPending}
        onConfirm={() => remove.mutate(product.id, { onSettled: () => setAsking(false) })}
      />
    </li>
  );
}
