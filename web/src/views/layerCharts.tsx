/* The charts of the profile over depth. */

import type { JSX } from "preact";

import { LayerChart } from "../charts/layerChart.tsx";
import { Term } from "../components/terms.tsx";
import { count, fixed, isNumber, percent, signed } from "../format/number.ts";
import { useReport } from "../model/context.ts";
import type { Layer, Maybe } from "../model/types.ts";

const negative = (value: Maybe): Maybe => (isNumber(value) ? -value : null);

export function SharesChart(): JSX.Element {
  const { layers } = useReport().core;
  return (
    <LayerChart
      title="What stands out, layer by layer"
      note={
        <>
          {"Share of all (class, feature) pairs that pass the "}
          <Term name="noise">noise threshold</Term>
          {": above the line "}
          <Term name="presence">by presence</Term>
          {", below it "}
          <Term name="absence">by absence</Term>.
        </>
      }
      stem="layers-selected"
      series={[
        {
          name: "by presence",
          kind: "presence",
          type: "bars",
          values: layers.map((one) => one.presence_share),
        },
        {
          name: "by absence",
          kind: "absence",
          type: "bars",
          below: true,
          values: layers.map((one) => negative(one.absence_share)),
        },
      ]}
      empty="No pair passes the threshold"
      text={(value) => percent(Math.abs(value))}
      tip={(i) => [
        ["presence", percent(layers[i]!.presence_share)],
        ["absence", percent(layers[i]!.absence_share)],
        ["noise", percent(layers[i]!.noise_share)],
      ]}
    />
  );
}

export function StrengthChart(): JSX.Element {
  const { layers, all } = useReport().core;
  const chance = isNumber(all.null_mean_abs);
  return (
    <LayerChart
      title={chance ? "How strongly, against chance" : "How strongly"}
      note={`Mean |s| over all pairs of a layer.${chance ? " The dashed line is what random classes of the same sizes give." : ""}`}
      stem="layers-strength"
      series={[
        {
          name: "mean |s|",
          kind: "strength",
          type: "line",
          dots: true,
          values: layers.map((one) => one.mean_abs),
        },
        ...(chance
          ? [
              {
                name: "random classes",
                kind: "noise",
                type: "line" as const,
                values: layers.map((one) => one.null_mean_abs),
              },
            ]
          : []),
      ]}
      text={(value) => fixed(value)}
      tip={(i) => [
        ["mean |s|", fixed(layers[i]!.mean_abs, 3)],
        ["random classes", fixed(layers[i]!.null_mean_abs, 3)],
        ...(isNumber(layers[i]!.excess_low)
          ? [
              [
                "excess, 95 %",
                `${fixed(layers[i]!.excess_low, 3)} to ${fixed(layers[i]!.excess_high, 3)}`,
              ] as [string, string],
            ]
          : []),
      ]}
    />
  );
}

export function QuantilesChart(): JSX.Element {
  const { layers } = useReport().core;
  const of = (key: keyof Layer): Maybe[] => layers.map((one) => one[key] as Maybe);
  return (
    <LayerChart
      title="How far s reaches"
      note="The strongest pair of each layer on either side, and the 0.99 and 0.01 quantiles of s. Within the grey band is what chance reaches."
      stem="layers-quantiles"
      series={[
        { name: "within the noise threshold", kind: "noise", type: "band", values: of("threshold") },
        {
          name: "0.99 quantile of s",
          kind: "presence",
          type: "line",
          dots: true,
          values: of("presence_q99"),
        },
        { name: "largest s", kind: "presence thin", type: "line", values: of("max_presence") },
        { name: "0.01 quantile of s", kind: "absence", type: "line", dots: true, values: of("absence_q01") },
        { name: "smallest s", kind: "absence thin", type: "line", values: of("max_absence") },
      ]}
      text={(value) => signed(value, 1)}
      tip={(i) => [
        ["largest s", signed(layers[i]!.max_presence)],
        ["0.99 quantile", signed(layers[i]!.presence_q99)],
        ["0.01 quantile", signed(layers[i]!.absence_q01)],
        ["smallest s", signed(layers[i]!.max_absence)],
        ["threshold", `±${fixed(layers[i]!.threshold)}`],
      ]}
    />
  );
}

export function AucChart(): JSX.Element {
  const { layers } = useReport().core;
  return (
    <LayerChart
      title="How well single features rank"
      note={
        <>
          {"Mean distance of the "}
          <Term name="auc">AUC</Term>
          {" from 0.5, over all pairs of a layer: 0 is chance, 0.5 is never wrong."}
        </>
      }
      stem="layers-auc"
      series={[
        {
          name: "mean |AUC − 0.5|",
          kind: "strength",
          type: "line",
          dots: true,
          values: layers.map((one) => one.mean_auc_distance),
        },
      ]}
      text={(value) => fixed(value)}
      tip={(i) => [["mean |AUC − 0.5|", fixed(layers[i]!.mean_auc_distance, 3)]]}
    />
  );
}

export function FeaturesChart(): JSX.Element {
  const { layers } = useReport().core;
  return (
    <LayerChart
      title="What the features do"
      note="Features that speak for one class by presence and for another by absence, and features that speak for no class."
      stem="layers-features"
      top={1}
      series={[
        {
          name: "both ways",
          kind: "strength",
          type: "line",
          dots: true,
          values: layers.map((one) => one.both_share),
        },
        {
          name: "for no class",
          kind: "noise",
          type: "line",
          dots: true,
          values: layers.map((one) => one.none_share),
        },
      ]}
      text={(value) => percent(value)}
      tip={(i) => [
        ["both ways", percent(layers[i]!.both_share)],
        ["for no class", percent(layers[i]!.none_share)],
        ["dead", count(layers[i]!.dead)],
      ]}
    />
  );
}
