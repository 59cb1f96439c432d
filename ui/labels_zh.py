"""The screen's texts in Chinese; ui/labels_en.py holds the same ones in English."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Labels:
    """Every word the screen says; the defaults are Chinese. Texts with {names} are filled in by `str.format`.

    A text added here is added to ui/labels_en.py too, with the same {names}: a test holds that none is missing there.
    """

    language: str = "zh-CN"
    language_name: str = "中文"
    choose_language: str = "语言"
    product: str = "引据"
    about: str = "引据：对文章提问，每一句回答都标出原文里的那一句。"
    loading: str = "正在载入模型和资料库…"
    preparing: str = "首次使用，正在准备向量模型：{stage}"
    unexpected_error: str = "程序遇到了意料之外的问题，已记入日志；请重试一次，仍不行请联系管理员。"
    list_separator: str = "、"

    chat_page: str = "问答"
    chat_page_help: str = "对资料库里的文章提问，回答逐句标明出处。"
    chat_heading: str = "问一问你的文章"
    chat_promise: str = "每一句回答都标出原文里的那一句；文章里没有依据，就直说没有。"
    chat_scope: str = "资料库里有 {articles} 篇文章，直接提问即可。"
    chat_suggestions: str = "可以这样问"
    question_placeholder: str = "输入问题，按回车发送"
    question_blank: str = "请输入一个问题。"
    stand_alone: str = "按这个问题检索：{question}"
    question_cut: str = "问题有 {chars} 字，只按前 {limit} 字检索。"
    new_conversation: str = "新对话"
    empty_heading: str = "资料库还是空的"
    empty_advice: str = "把文章（{suffixes}）放进这个文件夹，再到“资料库”页按“同步”："
    empty_go: str = "去资料库"

    unsupported: str = "未找到依据"
    searching: str = "正在查找依据…"
    draft: str = "对话模型正在写，以下是未核对的草稿。"
    draft_checked: str = "对话模型正在写，以下是草稿：已核对 {checked} 句，{supported} 句有依据。"
    sources: str = "出处"
    nearest: str = "最接近的文章"
    no_sources: str = "没有可引用的出处"
    open_citation: str = "查看出处 {number}"
    open_article: str = "打开全文"
    untitled: str = "（无标题）{name}"
    undated: str = "日期不详"
    unsourced: str = "来源不详"
    took: str = "用时 {seconds} 秒"
    took_little: str = "用时不到 0.1 秒"

    article_dialog: str = "全文"
    article_location: str = "原文"
    also_published: str = "另有刊载：{publications}"
    publication: str = "{source}（{published}）"
    article_note: str = "读取说明"
    article_gone: str = "这篇文章已经不在资料库里了，请刷新页面。"

    library_page: str = "资料库"
    library_page_help: str = "查看已收入的文章，同步文件夹，上传新文章。"
    library_intro: str = "文章放在文件夹 {folder} 里；放入、修改或删除文件之后按“同步”，马上就能提问。"
    articles: str = "文章"
    articles_count: str = "{count} 篇"
    chunks: str = "检索片段"
    chunks_count: str = "{count} 个"
    size_on_disk: str = "占用空间"
    last_sync: str = "上次同步"
    never_synced: str = "从未"
    library_detail: str = "版本 {version} · 向量模型 {model} · 位置 {path}"
    column_title: str = "标题"
    column_published: str = "日期"
    column_source: str = "来源"
    column_author: str = "作者"
    column_original: str = "转载自"
    column_chars: str = "字数"
    column_id: str = "文件或编号"
    column_open: str = "全文"
    open_row: str = "打开"
    table_description: str = "资料库里的文章，最新的在前"
    table_empty: str = "还没有文章。把文件放进文件夹或在这里上传，再按“同步”。"

    sync: str = "同步"
    sync_running: str = "正在同步…"
    sync_progress: str = "正在{stage}：{done} / {total} {unit}"
    sync_rate: str = "{rate} {unit}/秒"
    sync_left: str = "约剩 {left}"
    seconds: str = "{count} 秒"
    minutes: str = "{count} 分"
    sync_waiting: str = "正在同步：先读文件夹…"
    sync_done: str = (
        "同步完成：新增 {added} 篇，更新 {updated} 篇{reprints}，移除 {removed} 篇，未变 {unchanged} 篇，"
        "未收入 {rejected} 个。"
    )
    sync_reprints: str = "（其中 {count} 篇是转载，已并入原文）"
    column_file: str = "文件"
    column_reason: str = "原因"
    rejected_heading: str = "未收入的文件和原因"

    upload_heading: str = "上传文章"
    upload_label: str = "选择或拖入文件（{suffixes}，每个不超过 {max_mb} MB，一次不超过 {max_files} 个）"
    upload_button: str = "上传并同步"
    upload_none: str = "还没有选择文件，请先选择文件再上传。"
    upload_too_many: str = "选了 {count} 个文件，一次最多 {max_files} 个；请分几次上传。"
    upload_saved: str = "已存入 {count} 个文件。"
    upload_renamed: str = "{name} 存为 {saved}（原名已被占用，或含有不能用作文件名的字符）。"


ZH = Labels()
