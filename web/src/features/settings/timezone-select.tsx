import { useMemo } from "react";
import { Select } from "@/ui/field";
import { timezones } from "./timezones";

export function TimezoneSelect({ name, defaultValue }: { name: string; defaultValue: string }) {
  const zones = useMemo(() => timezones(defaultValue), [defaultValue]);
  return (
    <Select name={name} defaultValue={defaultValue}>
      {zones.map((zone) => (
        <option key={zone} value={zone}>
          {zone.replaceAll("_", " ")}
        </option>
      ))}
    </Select>
  );
}
