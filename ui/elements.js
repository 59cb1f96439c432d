// What both views are built from. Texts of articles and questions only ever become text nodes: nothing in them can run.

const ARTICLE_CLOSED = "yinju-article-closed" // what the page is told when the article beside it is gone
const OPENED_OVER_THE_PAGE = "yinju-opened-over-the-page" // tells of a dialog of our own: {node, close} (back.js)
const ASKED = "yinju-asked" // tells that a question was sent: {question}
const DRAWN = "yinju-turn-drawn" // tells that the last turn is drawn
const EDIT_LAST = "yinju-edit-last" // asks for the last question of the page, to be changed and asked again

function element(tag, className, children = [], attributes = {}) {
  const node = document.createElement(tag)
  if (className) node.className = className
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value)
  node.append(...children)
  return node
}

// `list` holds {text, marks, added}; a marked piece becomes a `markTag` that knows the numbers of its marks. What is
// `added` stands behind its piece and is no part of the text.
function pieces(list, markTag) {
  return list.flatMap((piece) => {
    const shown = piece.marks.length
      ? element(markTag, "", [piece.text], { "data-numbers": ` ${piece.marks.join(" ")} ` })
      : piece.text
    return piece.added ? [shown, element("span", "added", [piece.added])] : [shown]
  })
}

function marksOf(root, number) {
  return [...root.querySelectorAll("mark")].filter((mark) => mark.dataset.numbers.includes(` ${number} `))
}

// Fills `parent` with what `parts` say, each [data, draw]. Where the data of a place has not changed its node is left
// alone, with the focus, the selection and the place of reading in it.
function refill(parent, parts) {
  const old = [...parent.children]
  const nodes = parts.map(([data, draw], place) => {
    const drawn = JSON.stringify(data)
    if (old[place]?.drawn === drawn) return old[place]
    const node = draw()
    node.drawn = drawn
    return node
  })
  nodes.forEach((node, place) => {
    if (node === old[place]) return
    if (old[place]) old[place].replaceWith(node)
    else parent.append(node)
  })
  for (const node of old.slice(nodes.length)) node.remove()
}

// Pages that are not served over https or from this machine have no clipboard of their own.
async function copyText(text) {
  if (navigator.clipboard && window.isSecureContext) {
    try {
      return await navigator.clipboard.writeText(text)
    } catch {
      // refused: the old way may still be allowed
    }
  }
  const focused = document.activeElement
  const box = element("textarea", "", [text], { readonly: "", style: "position:fixed;opacity:0" })
  document.body.append(box)
  box.select()
  document.execCommand("copy")
  box.remove()
  focused?.focus?.({ preventScroll: true })
}

// The address of a sign-in page that leads back to here.
function withReturn(address) {
  return `${address}?next=${encodeURIComponent(location.pathname + location.search)}`
}
