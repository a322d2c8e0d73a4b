/* The report and its blocks for components. */

import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";

import type { Report } from "./report.ts";

export const ReportContext = createContext<Report | null>(null);

export function useReport(): Report {
  const report = useContext(ReportContext);
  if (report === null) throw new Error("there is no report around this component");
  return report;
}

export interface Loaded<Block> {
  value: Block | undefined;
  problem: string | null;
}

/* A block, unpacked when the component is first drawn; null asks for none. */
export function useBlock<Block>(name: string | null): Loaded<Block> {
  const report = useReport();
  const [, drawAgain] = useState(0);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    if (name === null || report.ready(name) !== undefined) return undefined;
    let wanted = true;
    report.block<Block>(name).then(
      () => wanted && drawAgain((times) => times + 1),
      (error: unknown) => wanted && setProblem(error instanceof Error ? error.message : String(error)),
    );
    return () => {
      wanted = false;
    };
  }, [report, name]);
  return { value: name === null ? undefined : report.ready<Block>(name), problem };
}
