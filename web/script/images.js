/* Thumbnails: each image lies once in the view-model and is referred to by its place. */

function thumbnail([place, value], withClass) {
  const image = MODEL.images.table[place];
  const own = image.class === null ? null : MODEL.classes[image.class].name;
  const title = `${image.name}\n${own === null ? "" : `${own}\n`}activation ${format.short(value)}`;
  const picture = image.data !== undefined
    ? make("img", { src: `data:${MODEL.images.media};base64,${image.data}`, alt: image.name, loading: "lazy" })
    : make("span", { class: "missing", title: image.problem }, "not readable");
  const caption = make("figcaption", {}, format.short(value));
  if (withClass && image.class !== null) {
    caption.append(make("a", { href: link.class(image.class), title: own }, named(own)));
  }
  return make("figure", { class: "thumb", title }, picture, caption);
}

function imageStrip(heading, uses, withClass = false) {
  if (uses.length === 0) return null;
  return make("div", { class: "strip" }, make("h4", {}, heading),
    make("div", { class: "thumbs" }, ...uses.map((use) => thumbnail(use, withClass))));
}
