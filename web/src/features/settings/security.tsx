import { PasswordCard } from "./password-card";
import { SessionsCard } from "./sessions-card";

export function SecuritySettings() {
  return (
    <>
      <PasswordCard />
      <SessionsCard />
    </>
  );
}
