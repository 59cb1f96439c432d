"""What the screen says of conversations, filters, export and thumbs, in Chinese and English."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TalkLabels:
    """The texts in one language; the defaults are Chinese. Texts with {names} are filled in by `str.format`."""

    language: str = "zh-CN"

    new_conversation: str = "新对话"
    search: str = "搜索对话"
    search_hint: str = "搜索标题、问题和回答"
    none_yet: str = "提出第一个问题，对话就记在这里。"
    none_found: str = "没有对话含有“{text}”。"
    whose: str = "只有你看得到自己的对话列表；知道网址的人可以打开那一个对话。"
    today: str = "今天"
    yesterday: str = "昨天"
    this_week: str = "过去 7 天"
    earlier: str = "更早"
    show_more: str = "显示更多"
    actions: str = "更多操作"
    rename: str = "重命名"
    title: str = "对话名称"
    save: str = "保存"
    delete: str = "删除"
    deleted: str = "已删除“{title}”"
    undo: str = "撤销"
    of_another: str = "这是别人的对话；接着提问，会存成你自己的一份。"

    export: str = "导出"
    export_about: str = "每一句后面有脚注：标题、来源、日期、段落和原句。"
    export_answer: str = "这一条回答"
    export_conversation: str = "整个对话"
    export_markdown: str = "Markdown 文件"
    export_word: str = "Word 文档"
    export_gone: str = "这个对话已经不在了，请刷新页面。"

    helpful: str = "有帮助"
    unhelpful: str = "没有帮助"
    reason: str = "哪里不对？（可不填）"
    send: str = "提交"
    thanks: str = "已记下，谢谢"

    filters: str = "筛选"
    filters_about: str = "只在符合条件的文章里找答案"
    dates_from_to: str = "资料库里的文章发布于 {first} 至 {last}"
    since: str = "最早日期"
    until: str = "最晚日期"
    sources: str = "来源"
    any_source: str = "全部来源"
    clear_filters: str = "清除条件"
    remove_filter: str = "去掉这个条件"
    fitting: str = "符合条件的文章有 {count} 篇"
    none_fitting: str = "没有文章符合这些条件，请放宽或清除。"


ZH_TALK = TalkLabels()
EN_TALK = TalkLabels(
    language="en",
    new_conversation="New conversation",
    search="Search conversations",
    search_hint="Search titles, questions and answers",
    none_yet="Ask a first question: the conversation is kept here.",
    none_found="No conversation holds “{text}”.",
    whose="Only you see the list of your conversations; whoever has the address of one can open that one.",
    today="Today",
    yesterday="Yesterday",
    this_week="Past 7 days",
    earlier="Earlier",
    show_more="Show more",
    actions="More actions",
    rename="Rename",
    title="Title of the conversation",
    save="Save",
    delete="Delete",
    deleted="Deleted “{title}”",
    undo="Undo",
    of_another="This is somebody else's conversation; if you go on, you get a copy of your own.",
    export="Export",
    export_about="Every sentence has a footnote: title, source, date, paragraph and the sentence it comes from.",
    export_answer="This answer",
    export_conversation="The whole conversation",
    export_markdown="Markdown file",
    export_word="Word document",
    export_gone="This conversation is gone; please reload the page.",
    helpful="Helpful",
    unhelpful="Not helpful",
    reason="What is wrong? (optional)",
    send="Send",
    thanks="Noted, thank you",
    filters="Filter",
    filters_about="Look for answers only in articles that fit",
    dates_from_to="The library's articles were published from {first} to {last}",
    since="From",
    until="Until",
    sources="Sources",
    any_source="Any source",
    clear_filters="Clear",
    remove_filter="Remove this filter",
    fitting="Articles that fit: {count}",
    none_fitting="No article fits; please widen or clear the filters.",
)


def talk_labels(language: str) -> TalkLabels:
    """Return the texts in this language of the screen."""
    return EN_TALK if language == EN_TALK.language else ZH_TALK
