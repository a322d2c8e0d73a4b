/* The frame around the views: navigation, theme, keys. */

import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import type { Theme } from "../charts/colour.ts";
import { ThemeContext } from "../components/hooks.ts";
import { Name } from "../components/names.tsx";
import { Heading, ViewBoundary } from "../components/page.tsx";
import { useReport } from "../model/context.ts";
import type { Report } from "../model/report.ts";
import { type Address, sectionOf } from "../routes/address.ts";
import { useVisit } from "../routes/history.ts";
import { ClassView } from "./class.tsx";
import { ClassesView } from "./classes.tsx";
import { EmbeddingView } from "./embedding.tsx";
import { FeatureView } from "./feature.tsx";
import { FeaturesView } from "./features.tsx";
import { LayerView } from "./layer.tsx";
import { LayersView } from "./layers.tsx";
import { LedgerView } from "./ledger.tsx";
import { LikenessView } from "./likeness.tsx";
import { OverviewView } from "./overview.tsx";

const SECTIONS = [
  ["overview", "Overview"],
  ["layers", "Layers"],
  ["classes", "Classes"],
  ["features", "Features"],
  ["likeness", "Likeness"],
  ["embedding", "Embedding"],
  ["ledger", "Ledger"],
] as const;

function NotFound({ kind, name }: { kind: string; name: string }): JSX.Element {
  return (
    <>
      <Heading>Not in this report</Heading>
      <p>
        {`There is no ${kind} `}
        <Name text={name} />. <a href="#overview">To the overview</a>
      </p>
    </>
  );
}

function viewOf(address: Address, report: Report): JSX.Element {
  switch (address.view) {
    case "overview":
      return <OverviewView />;
    case "layers":
      return <LayersView />;
    case "classes":
      return <ClassesView />;
    case "features":
      return <FeaturesView search={address.search} />;
    case "likeness":
      return <LikenessView />;
    case "embedding":
      return <EmbeddingView />;
    case "ledger":
      return <LedgerView />;
    case "feature":
      return <FeatureView name={address.name} className={address.class} />;
    case "layer": {
      const place = report.layerPlaces.get(address.name);
      return place === undefined ? (
        <NotFound kind="layer" name={address.name} />
      ) : (
        <LayerView place={place} />
      );
    }
    case "class": {
      const place = report.classPlaces.get(address.name);
      return place === undefined ? (
        <NotFound kind="class" name={address.name} />
      ) : (
        <ClassView place={place} />
      );
    }
    case "unknown":
      return <NotFound kind="view" name={address.text} />;
  }
}

const THEMES = ["system", "light", "dark"] as const;
type Choice = (typeof THEMES)[number];

/* The theme of the system, or the reader's choice. */
function useThemeChoice(): [Theme, Choice, (choice: Choice) => void] {
  const [choice, setChoice] = useState<Choice>("system");
  const [systemDark, setSystemDark] = useState(() => matchMedia("(prefers-color-scheme: dark)").matches);
  useEffect(() => {
    const query = matchMedia("(prefers-color-scheme: dark)");
    const changed = (): void => setSystemDark(query.matches);
    query.addEventListener("change", changed);
    return () => query.removeEventListener("change", changed);
  }, []);
  const choose = (next: Choice): void => {
    document.documentElement.style.colorScheme = next === "system" ? "light dark" : next;
    setChoice(next);
  };
  return [choice === "system" ? (systemDark ? "dark" : "light") : choice, choice, choose];
}

/* "/" goes to the search of the view. */
function searchKey(event: KeyboardEvent): void {
  const typing =
    event.target instanceof HTMLElement && event.target.closest("input, select, textarea") !== null;
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const field = document.querySelector<HTMLInputElement>("main input[type=search]");
  if (field === null) return;
  event.preventDefault();
  field.focus();
  field.select();
}

function titleOf(address: Address): string {
  if (address.view === "unknown") return address.text;
  if ("name" in address) return address.name;
  return SECTIONS.find(([id]) => id === address.view)![1];
}

export function App(): JSX.Element {
  const report = useReport();
  const { core } = report;
  const visit = useVisit();
  const [theme, choice, choose] = useThemeChoice();
  const main = useRef<HTMLElement>(null);
  const section = sectionOf(visit.address);
  useEffect(() => {
    document.title = `${titleOf(visit.address)} – ${core.title}`;
    if (visit.followed) main.current?.querySelector("h1")?.focus({ preventScroll: true });
  }, [visit]);
  useEffect(() => {
    window.addEventListener("keydown", searchKey);
    return () => window.removeEventListener("keydown", searchKey);
  }, []);
  return (
    <ThemeContext.Provider value={theme}>
      <button type="button" id="skip" onClick={() => main.current?.focus()}>
        Skip to the content
      </button>
      <header class="top">
        <div class="brand">
          <span class="mark" aria-hidden="true" />
          <span id="title">{core.title}</span>
        </div>
        <nav id="nav" aria-label="Views">
          {SECTIONS.map(([id, name]) => (
            <a key={id} href={`#${id}`} aria-current={id === section ? "page" : undefined}>
              {name}
            </a>
          ))}
        </nav>
        <button
          type="button"
          id="theme"
          aria-label={`Colours: ${choice}`}
          onClick={() => choose(THEMES[(THEMES.indexOf(choice) + 1) % THEMES.length]!)}
        >
          <span aria-hidden="true">{choice === "system" ? "◐ " : choice === "light" ? "○ " : "● "}</span>
          {choice}
        </button>
      </header>
      <main id="main" tabIndex={-1} ref={main} key={visit.number}>
        <ViewBoundary>{viewOf(visit.address, report)}</ViewBoundary>
      </main>
      <footer>{`${core.generator}. This file holds all it shows and makes no request.`}</footer>
    </ThemeContext.Provider>
  );
}
