// Draws a whole article and scrolls to its first mark; elements.js stands before this.

function place(data) {
  if (!data.link) return data.location
  // noreferrer: the site must not learn where it was opened from.
  return element("a", "", [data.link], { href: data.link, target: "_blank", rel: "noopener noreferrer" })
}

function fact(label, value) {
  return element("p", "fact", [element("span", "fact-name", [`${label}：`]), value])
}

function paragraph(list) {
  return element("p", "paragraph", pieces(list, "mark"))
}

function table({ heads, rows }) {
  const head = element("tr", "", heads.map((text) => element("th", "", [text], { scope: "col" })))
  const body = rows.map(({ cells, is_marked }) =>
    element("tr", is_marked ? "is-marked" : "", cells.map((list) => element("td", "", pieces(list, "mark")))),
  )
  const grid = element("table", "", [element("thead", "", [head]), element("tbody", "", body)])
  return element("div", "table", [grid], { tabindex: "0" })
}

// What stood in the file and is no part of the article, each line with what it was taken for.
function removedLines(lines, label) {
  const list = lines.map(([role, text]) => element("p", "", [element("span", "role", [role]), text]))
  return element("details", "removed", [element("summary", "", [label]), ...list])
}

function briefButton(data) {
  const button = element("button", "brief", [data.labels.brief], { type: "button" })
  button.onclick = () => data.send("brief", true)
  return button
}

function draw(root, data) {
  const facts = data.location ? [fact(data.labels.location, place(data))] : []
  if (data.also) facts.push(element("p", "fact", [data.also]))
  facts.push(...data.fields.map(([name, value]) => fact(name, value)))
  if (data.note) facts.push(fact(data.labels.note, data.note))
  root.replaceChildren(
    element("h2", "title", [data.title], { dir: "auto" }),
    element("p", "meta", [data.meta.join(" · ")]),
    briefButton(data),
    ...facts,
    ...data.blocks.map((block) => (Array.isArray(block) ? paragraph(block) : table(block))),
    ...(data.removed.length ? [removedLines(data.removed, data.labels.removed)] : []),
  )
  root.lang = data.language
}

// What scrolls around `node`, across the border of the component.
function scrollBox(node) {
  let box = node
  while ((box = box.parentElement ?? box.getRootNode().host)) {
    const isScroller = /auto|scroll/.test(getComputedStyle(box).overflowY)
    if (isScroller && box.scrollHeight > box.clientHeight) return box
  }
  return document.scrollingElement
}

// Up and down only: scrollIntoView would also pull the drawer aside while it is still sliding in.
function centre(mark) {
  const box = scrollBox(mark)
  const above = mark.getBoundingClientRect().top - box.getBoundingClientRect().top
  box.scrollTop += above - (box.clientHeight - mark.offsetHeight) / 2
}

// The drawer and its fonts settle after this code has run: keep the mark centred until then, or until the reader scrolls.
const SETTLE_MS = 600
const CLOSED_MS = 50 // until the drawer has let go of the focus
const MAX_LOOKS = 200 // ten seconds: a busy machine slides it out slowly

function whenClosed(tell, looks = MAX_LOOKS) {
  const look = () => (document.querySelector("[role=dialog]") ? whenClosed(tell, looks - 1) : tell())
  if (looks) setTimeout(look, CLOSED_MS)
}

function scrollToMark(root, number) {
  const marks = marksOf(root, number)
  if (!marks.length) return
  for (const mark of marks) mark.classList.add("is-current")
  const observer = new ResizeObserver(() => centre(marks[0]))
  const stop = () => observer.disconnect()
  observer.observe(root)
  root.addEventListener("wheel", stop, { once: true, passive: true })
  root.addEventListener("touchmove", stop, { once: true, passive: true })
  setTimeout(stop, SETTLE_MS)
}

export default function ({ data, parentElement, setTriggerValue }) {
  let root = parentElement.querySelector(".article")
  if (!root) {
    root = element("article", "article", [], { tabindex: "0" })
    parentElement.append(root)
  }
  const drawn = JSON.stringify(data)
  if (root.drawn !== drawn) {
    root.drawn = drawn
    draw(root, { ...data, send: setTriggerValue })
    scrollToMark(root, data.number)
  }
  // Called when this is taken off the page: with the drawer, or only to be drawn anew in it.
  return () => whenClosed(() => document.dispatchEvent(new Event(DRAWER_CLOSED)))
}
