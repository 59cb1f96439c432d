"""The screen's texts in Chinese; labels_en.py holds the same ones in English."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Labels:
    """Every word the screen says; the defaults are Chinese. Texts with {names} are filled in by `str.format`.

    A text added here is added to labels_en.py too, with the same {names}: a test holds that none is missing there.
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
    empty_elsewhere: str = "这台服务器只回答问题：请在存放资料库文件夹的机器上加入文章，同步以后这里就能提问。"
    empty_go: str = "去资料库"

    unsupported: str = "未找到依据"
    searching: str = "正在查找依据…"
    draft: str = "对话模型正在写，灰色的字还没有核对"
    draft_checked: str = "对话模型正在写，灰色的字还没有核对；已核对 {checked} 句，{supported} 句有依据"
    stop_writing: str = "停止"
    copy_answer: str = "复制"
    copied: str = "已复制"
    ask_again: str = "重新回答"

    none: str = "无"
    chat_model_used: str = "对话模型：{model}"
    chat_model_unused: str = "不用对话模型：回答是文章原句"
    chat_model_failed: str = "（设置的模型用不了）"
    chat_model_help: str = "选择写回答的对话模型；写出的每一句仍逐句核对。"
    chat_model_dialog: str = "对话模型"
    chat_model_about: str = (
        "没有对话模型时，回答由文章原句组成。有了对话模型，回答由它来写，每一句仍要核对，没有依据的划去。"
        "所选的模型对使用这个资料库的所有人生效，问题和找到的段落会发给它。"
    )
    chat_model_name: str = "服务:模型"
    chat_model_address: str = "服务器地址（留空则用服务商自己的地址）"
    chat_model_key: str = "密钥所在的环境变量（密钥本身不在这里填写，也不保存）"
    chat_model_try: str = "试用并保存"
    chat_model_trying: str = "正在试着问一句…"
    chat_model_no_answer: str = "没有保存：{reason}；请检查服务器地址、模型名称和密钥。"
    chat_model_off: str = "不用对话模型"
    chat_model_back: str = "恢复设置文件里的（{model}）"

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

    seconds: str = "{count} 秒"
    minutes: str = "{count} 分"
    hours: str = "{count} 小时"

    library_page: str = "资料库"
    library_page_help: str = "查看已收入的文章，同步文件夹，上传新文章。"

    sign_in: str = "登录"
    sign_in_intro: str = "输入读者或资料员的密码。"
    sign_in_field: str = "密码"
    sign_in_back: str = "返回"
    sign_in_wrong: str = "密码不对，请重新输入。"
    sign_in_wait: str = "尝试次数过多，请等 {wait}后再试。"
    sign_in_elsewhere: str = "这个表单不是从本站发来的，请从本站的登录页登录。"
    sign_in_provider: str = "用单位账号登录"
    sign_out: str = "退出登录"
    signed_in_reader: str = "读者"
    signed_in_librarian: str = "资料员"
    asking_guarded: str = "提问和阅读需要密码，请先登录。"
    asking_refused: str = "这个账号没有阅读权限，请联系管理员。"
    library_guarded: str = "修改资料库需要资料员的密码，请先登录。"


ZH = Labels()
