import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import type { BrokerAgreement } from "@/api/types";
import { translate, useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Notice } from "@/ui/notice";
import { FormError } from "@/ui/states";
import { Agreement } from "./agreement";
import { useAcceptAgreement } from "./api";

/** Says that a newer version of the texts is to be accepted: until then only closing works. */
export function AgreementNotice({ agreement }: { agreement: BrokerAgreement }) {
  const { t } = useI18n();
  const [open, setOpen] = useState(false);
  return (
    <Notice tone="warn">
      <p>{t("agreement.newer")}</p>
      <Button size="small" className="mt-2" onClick={() => setOpen(true)}>
        {t("agreement.read")}
      </Button>
      {open && <AgreementDialog agreement={agreement} onClose={() => setOpen(false)} />}
    </Notice>
  );
}

function AgreementDialog({ agreement, onClose }: { agreement: BrokerAgreement; onClose: () => void }) {
  const { t } = useI18n();
  const accept = useAcceptAgreement();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const onSuccess = () => {
      toast.success(translate("agreement.accepted"));
      onClose();
    };
    accept.mutate(agreement.version, { onSuccess });
  };
  return (
    <Dialog open onOpenChange={onClose} title={t("agreement.title")}>
      <form onSubmit={submit} className="grid grid-cols-1 gap-4">
        <Agreement agreement={agreement} />
        <FormError error={accept.error} />
        <Button type="submit" look="primary" busy={accept.isPending} className="justify-self-start">
          {t("agreement.submit")}
        </Button>
      </form>
    </Dialog>
  );
}
