import { Outlet } from "@tanstack/react-router";
import { Toaster } from "sonner";
import { TooltipProvider } from "@/ui/tooltip";
import { useTheme } from "./theme";

/** What surrounds every page. */
export function Root() {
  const { dark } = useTheme();
  return (
    <TooltipProvider delayDuration={300}>
      <Outlet />
      <Toaster
        theme={dark ? "dark" : "light"}
        position="bottom-right"
        mobileOffset={{ bottom: "4.75rem" }}
        toastOptions={{
          unstyled: false,
          classNames: {
            toast: "!rounded-card !border-line !bg-raised !text-ink !font-sans !shadow-float",
            description: "!text-muted !font-mono !text-xs",
            actionButton: "!bg-accent !text-accent-ink !rounded-md",
          },
        }}
      />
    </TooltipProvider>
  );
}
