/* Views by the address's fragment, so that every one can be linked to. */

const VIEWS = [
  { id: "overview", name: "Overview", make: overview },
  { id: "layers", name: "Layers", make: () => layersView(null) },
  { id: "classes", name: "Classes", make: classesView },
  { id: "ledger", name: "Ledger", make: ledgerView },
];

function notFound(kind, name) {
  return [viewHeading("Not in this report"),
    make("p", {}, `There is no ${kind} `, named(name), ". ", make("a", { href: link.view("overview") }, "To the overview"))];
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/* The view that a fragment names: {id, name, content}. */
function route(fragment) {
  const slash = fragment.indexOf("/");
  const kind = slash < 0 ? fragment : fragment.slice(0, slash);
  const name = slash < 0 ? "" : decoded(fragment.slice(slash + 1));
  if (kind === "class") {
    return { id: "classes", name, content: () => classPlaces.has(name) ? classView(classPlaces.get(name)) : notFound("class", name) };
  }
  if (kind === "layer") {
    return { id: "layers", name, content: () => layerPlaces.has(name) ? layersView(layerPlaces.get(name)) : notFound("layer", name) };
  }
  const view = VIEWS.find((one) => one.id === (kind === "" ? "overview" : kind));
  return view === undefined ? { id: "", name: kind, content: () => notFound("view", kind) }
    : { id: view.id, name: view.name, content: view.make };
}

function show(takeFocus) {
  const view = route(location.hash.slice(1));
  const main = document.getElementById("main");
  main.replaceChildren(...view.content());
  document.title = `${view.name} – ${MODEL.title}`;
  for (const entry of document.querySelectorAll("#nav a")) {
    if (entry.dataset.view === view.id) entry.setAttribute("aria-current", "page");
    else entry.removeAttribute("aria-current");
  }
  if (!takeFocus) return;
  window.scrollTo(0, 0);
  main.querySelector("h1").focus({ preventScroll: true });
  document.getElementById("chosen")?.scrollIntoView({ block: "center" });
}

document.getElementById("title").textContent = MODEL.title;
document.getElementById("nav").append(...VIEWS.map((view) =>
  make("a", { href: link.view(view.id), "data-view": view.id }, view.name)));
document.getElementById("footer").textContent =
  `${MODEL.generator}. This file holds all it shows and makes no request.`;
document.getElementById("skip").addEventListener("click", () => document.getElementById("main").focus());
window.addEventListener("hashchange", () => show(true));
show(location.hash !== "");
