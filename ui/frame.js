// What belongs to a page and is seen nowhere: its language, its keys, Back, Streamlit's own words, the way to the sign-in
// page; elements.js, back.js, keys.js and streamlit_words.js stand before this.

export default function ({ data }) {
  followKeys(data.placeholder)
  closeOnBack()
  document.documentElement.lang = data.language
  if (data.signIn) location.assign(withReturn(data.signIn))
  speak(data.streamlitWords, data.language === "en")
}
