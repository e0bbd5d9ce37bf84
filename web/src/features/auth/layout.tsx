import { Outlet } from "@tanstack/react-router";
import { Camera, ChartNoAxesCombined, Radio } from "lucide-react";
import { Brand } from "@/app/brand";
import { LanguageSelect } from "@/app/language-select";
import { useI18n } from "@/i18n";

/** The frame of the pages for visitors: what this is, and the form. */
export function AuthLayout() {
  const { t } = useI18n();
  const points = [
    { icon: Radio, text: t("auth.point.capture") },
    { icon: Camera, text: t("auth.point.chart") },
    { icon: ChartNoAxesCombined, text: t("auth.point.stats") },
  ];
  return (
    <div className="grid min-h-dvh lg:grid-cols-[minmax(0,1fr)_minmax(0,1.1fr)]">
      <aside className="relative hidden flex-col justify-between overflow-hidden bg-[#0d2f28] p-12 text-[#e9f5f0] lg:flex">
        <Brand />
        <div className="relative z-10 max-w-md">
          <p className="text-2xl leading-snug font-semibold tracking-tight text-balance">{t("auth.tagline")}</p>
          <ul className="mt-8 grid gap-4">
            {points.map(({ icon: Icon, text }) => (
              <li key={text} className="flex items-start gap-3 text-sm text-[#b9d6cb]">
                <Icon aria-hidden className="mt-0.5 size-4.5 shrink-0 text-[#7fe3bf]" />
                {text}
              </li>
            ))}
          </ul>
        </div>
        <PriceLine />
      </aside>
      <div className="flex flex-col px-5 py-6 sm:px-10">
        <header className="flex items-center justify-between">
          <span className="lg:invisible">
            <Brand />
          </span>
          <LanguageSelect />
        </header>
        <main className="m-auto w-full max-w-sm py-10">
          <Outlet />
        </main>
      </div>
    </div>
  );
}

function PriceLine() {
  return (
    <svg
      viewBox="0 0 600 180"
      aria-hidden="true"
      preserveAspectRatio="none"
      className="-mx-12 -mb-12 h-44 w-[calc(100%+6rem)]"
    >
      <path
        d="M0 140 40 128 80 134 120 104 160 116 200 84 240 98 280 70 320 88 360 58 400 72 440 44 480 60 520 30 560 42 600 14V180H0Z"
        fill="#7fe3bf"
        opacity="0.1"
      />
      <path
        d="M0 140 40 128 80 134 120 104 160 116 200 84 240 98 280 70 320 88 360 58 400 72 440 44 480 60 520 30 560 42 600 14"
        fill="none"
        stroke="#7fe3bf"
        strokeWidth="2"
        opacity="0.75"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
