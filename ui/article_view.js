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

function draw(root, data) {
  const facts = data.location ? [fact(data.labels.location, place(data))] : []
  if (data.also) facts.push(element("p", "fact", [data.also]))
  if (data.note) facts.push(fact(data.labels.note, data.note))
  root.replaceChildren(
    element("h2", "title", [data.title], { dir: "auto" }),
    element("p", "meta", [data.meta.join(" · ")]),
    ...facts,
    ...data.paragraphs.map(paragraph),
  )
  root.lang = data.language
}

// The drawer slides in and its fonts settle after this code has run: keep the mark centred until that is over,
// and let go as soon as the reader scrolls.
const SETTLE_MS = 600

function scrollToMark(root, number) {
  const marks = marksOf(root, number)
  if (!marks.length) return
  for (const mark of marks) mark.classList.add("is-current")
  const centre = () => marks[0].scrollIntoView({ block: "center" })
  const observer = new ResizeObserver(centre)
  const stop = () => observer.disconnect()
  observer.observe(root)
  root.addEventListener("wheel", stop, { once: true, passive: true })
  root.addEventListener("touchmove", stop, { once: true, passive: true })
  setTimeout(stop, SETTLE_MS)
  centre()
}

export default function ({ data, parentElement }) {
  let root = parentElement.querySelector(".article")
  if (!root) {
    root = element("article", "article")
    parentElement.append(root)
  }
  const drawn = JSON.stringify(data)
  if (root.drawn === drawn) return
  root.drawn = drawn
  draw(root, data)
  scrollToMark(root, data.number)
}
