/* Draws the report that is in this page. */

import { render } from "preact";

import { ReportContext } from "./model/context.ts";
import { Report } from "./model/report.ts";
import "./style/base.css";
import "./style/frame.css";
import "./style/overview.css";
import "./style/charts.css";
import "./style/tables.css";
import "./style/statements.css";
import "./style/views.css";
import "./style/media.css";
import { App } from "./views/app.tsx";

const root = document.getElementById("report");
if (root !== null) {
  const report = new Report(document);
  root.replaceChildren();
  render(
    <ReportContext.Provider value={report}>
      <App />
    </ReportContext.Provider>,
    root,
  );
}
