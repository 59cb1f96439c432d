"""Words and patterns of a site's furniture around its articles: navigation, widgets, counters, notices, footers.

Structure comes first, words second, and only if a line has nothing else: a leftover line costs less than a lost fact.
"""

import re
from functools import lru_cache

from index.chinese.folding import FREQUENT_TRADITIONAL, fold_text
from index.chinese.vocabulary import compiled, pattern_of, words_of

# --- lines of only widget and navigation words -----------------------------------------------------------------------

_TRADITIONAL = re.compile(f"[{''.join(sorted(FREQUENT_TRADITIONAL))}]")
_WORD_SET = frozenset([*words_of("furniture.page_words"), *words_of("furniture.forum_words")])
_SPLIT = re.compile(r"[\s|｜/\\·•>»›→<«‹＞＜\[\]【】()（）:：,，、;；_—\-+*#=~&。.!！?？\d]+")

_BREADCRUMB_LEAD = re.compile(
    r"^(?:您|你)?(?:当前|现在|目前)?(?:的|所在)?(?:的)?位置(?:是|为|在)?\s*[:：>»›→]|^(?:您|你)(?:当前|现在|所在)?的?(?:所在)?位置|^当前位置|^所在位置|^您(?:现在|当前)(?:正在)?浏览"
)
_BREADCRUMB_MARK = re.compile(r"[>»›→＞/\\|]|首页|首頁|主页")
"""What parts the steps of a path; without it 位置：丰裕路23号 says where something is."""
_BREADCRUMB_STEPS = re.compile(r"\s*(?:>{1,2}|»|›|→|＞|/|\\|→|-|—|::|\|)\s*")
_ARROW_STEPS = re.compile(r"\s*(?:>{1,2}|»|›|＞)\s*")
_FRONT_PAGE = re.compile(r"^(?:网站|返回)?(?:首页|主页)\s*[|｜]")
_FRONT_PAGE_PATH = re.compile(r"^(?:网站)?(?:首页|主页)\s*/\s*[^\s/]{2,16}(?:\s*/\s*[^/]{1,40}){0,4}$")
_FOOTER = re.compile(
    r"^(?:主办|承办|主管|协办|(?:单位|学校|医院|公司|办公|通讯|联系)?地址|邮编|邮政编码|电话|联系电话|传真|邮箱|E-?mail|技术支持|网站维护)(?:单位|方)?\s*[:：].{0,80}$",
    re.IGNORECASE,
)

_FOOT_LABEL = re.compile(
    r"(?<=\S)[\s|｜]+(?:技术支持|网站维护|主办|承办|主管|网站标识码|版权所有)(?:单位)?\s?[:：]\s?\S.{0,60}$"
)
"""What names who runs a site, behind the words of its foot: 网站地图 | 法律声明 技术支持：…."""

# --- whole lines recognised by their beginning or words --------------------------------------------------------------

_LINE = re.compile(
    r"""^(?:
    (?:微信|手机)?扫(?:一扫|码|描|二维码).{0,30}$
  | (?:请?用|打开|使用).{0,12}扫一?扫.{0,20}$
  | 长按.{0,12}(?:二维码|识别|关注).{0,20}$
  | .{0,8}(?:ICP[备证]|公网安备|网安备).{0,60}$
  | 网站标识码.{0,60}$
  | (?:政府)?网站(?:支持|无障碍).{0,30}$
  | (?:版权所有|copyright|©|\(c\)|Ⓒ|all\ rights\ reserved|powered\ by).{0,140}$
  | .{0,40}(?:版权所有|All\ Rights\ Reserved).{0,100}$
  | (?:技术支持|网站维护|运维单位|(?:单位|学校|医院|公司|办公|通讯|联系)?地址
      |邮编|邮政编码|联系电话|电话|传真|备案号|许可证号?|举报电话|新闻热线|广告热线)
    \s*[:：].{0,40}(?:邮编|备案|ICP|传真|技术支持|邮箱|网站|标识码).{0,80}$
  | (?:互联网新闻信息服务许可证|信息网络传播视听节目许可证|广播电视节目制作经营许可证|增值电信业务).{0,80}$
  | (?:违法和不良信息|涉未成年人|网上有害信息|12377|不良信息).{0,12}举报.{0,60}$
  | (?:上|下)一?[篇条页首章节回期集则]\s*[:：].{0,80}$
  | (?:本文|原文)(?:链接|地址|网址)\s*[:：].{0,160}$
  | (?:浏览|访问|阅读|点击|人气|播放)(?:次数|量|数|率)?\s*[:：]?\s*[\d,.万?？-]*\s*(?:次|人次)?$
  | (?:欢迎(?:您)?(?:访问|光临|来到|进入)).{0,40}$
  | 今天是.{0,6}\d{1,4}年.{0,30}星期.{0,12}$
  | 预览时标签不可点|(?:继续|向上)滑动看下一个|轻触阅读原文
  | 本帖最后由.{1,40}编辑$
  | 收录于(?:合集|专辑|话题).{0,40}$
  | [\d,.万]+\s?(?:个|条|人)\s?(?:回答|回复|评论|赞同|点赞|收藏|做过)(?:了该回答)?.{0,6}$
  | [\d,.万]+\s?人赞同了该回答$
  | (?:这篇|本篇|该)(?:文章|内容|回答)(?:对您|对你)?(?:有|是否有)(?:帮助|用)(?:吗)?[？?]?.{0,10}$
  | .{0,6}在?APP内打开.{0,20}$
  | (?:网友|我来|发表|最新|全部|热门|精彩)(?:评论|说两句|跟帖).{0,20}$
  | (?:文明上网|请遵守).{0,20}(?:发言|评论|法规|协议|规定).{0,20}$
  | (?:分享|转发)(?:到|至|给).{0,40}$
  | (?:点个|点亮|右下角).{0,4}(?:在看|赞|星标).{0,20}$
  | (?:觉得不错|喜欢|好看).{0,12}(?:点赞|点个赞|在看|转发|分享).{0,20}$
  | (?:设为星标|星标关注|不迷路).{0,16}$
  | 您是(?:本站|本网站?|本页)?第.{0,12}(?:位|个).{0,8}$
  | 返回搜狐.{0,10}$
  | (?:更多|获取更多).{0,20}(?:资讯|新闻|内容|精彩|报道).{0,6}(?:请|敬请|尽在|关注|下载|点击|进入|访问).{0,40}$
  | (?:点击|戳|猛戳).{0,6}(?:下方|上方|这里|此处|蓝字|图片|标题|链接|右上角|关注|进入|查看|阅读|下载|播放|加载).{0,24}$
  | (?:上方|下方)?(?:蓝字|卡片|名片).{0,4}关注.{0,20}$
  | (?:欢迎|敬请|记得|请)?(?:关注|订阅|下载|搜索)(?:我们|本公众号|本号)[^。]{0,20}$
  | (?:欢迎|敬请|记得|请)?(?:关注|订阅|下载|搜索)(?:微信|官方|"|“)?.{0,40}(?:公众号|客户端|APP|微信|微博)[^。]{0,10}$
  | (?:打开|下载|安装).{0,10}(?:客户端|APP).{0,24}$
  | (?:打开|下载).{0,12}[，,].{0,4}(?:查看|阅读|浏览|收看)更多.{0,12}$
  | .{0,40}(?:点我|点此|按此|立即)下载.{0,40}$
  | 请?继续(?:往下|向下)?阅读.{0,12}$
  | (?:您的)?浏览器(?:不支持|版本).{0,40}$
  | (?:Your\ browser|This\ browser).{0,80}$
  | (?:附件|相关附件)\s*[:：]?\s*(?:下载)?$
  | (?:(?:相关)?附件\s*\d{0,2}\s*[:：]\s*)?(?:(?:\d{1,2}\s*[.、．]\s*)?[^\s。！？；;]{1,60}
    \.(?:pdf|docx?|xlsx?|pptx?|wps|ofd|et|zip|rar|7z|jpe?g|png)(?:[\s；;]+|$)){1,12}$
  | (?:进入|返回).{0,10}(?:频道|首页|专题)(?:>+)?$
  | 第\s?\d+\s?页.{0,12}(?:共|/)\s?\d+\s?页.{0,20}$
  | 共\s?\d+\s?(?:页|条).{0,20}$
  | \d+\s*/\s*\d+$|(?:\[?\d{1,3}\]?\s+){2,}(?:下一页|尾页|末页|>).{0,20}$
  | 满意度(?:评价)?\s*[:：].{0,12}$
  | (?:jump\ to|skip\ to|pin\ this|print\ this|save\ this|share\ (?:this|on))\b[^.!?]{0,30}$
  | (?:subscribe|sign\ up)(?:\ (?:to|for|now|here|today)\b[^.!?]{0,60})?$
  | (?:leave\ a\ (?:comment|reply)|read\ more|advertisement|related\ (?:posts|articles|stories))[.…]{0,3}$
  | [|\-—_=*·•.。…~～▼▲△▽◆◇■□●○★☆↓↑◎※<>《》\[\]【】()（）/\\:：+×x√]+$
    )""",
    re.VERBOSE | re.IGNORECASE,
)

_RELATED = re.compile(
    r"^[【\[<《（(▍■◆●▶#\s]*(?:(?:相关|相似|同类|附近|推荐|延伸|热门|最新|往期|更多|精彩|近期|本周|今日|24小时|48小时|随机|其他|最热|热点|编辑|图文|猜你|大家都在|您?可能|为您?|今日)"
    r"(?:新闻|阅读|文章|报道|推荐|问题|问答|解读|资讯|链接|信息|专题|排行|排行榜|内容|热点|回顾|要闻|视频|图片|评论|看点|推送|喜欢|感兴趣|看|关注|热文|动态|导读|菜谱|食谱|商品|产品|词条|帖子|话题|课程|职位|房源|歌曲|专辑|经验|攻略|百科|事项|服务|图书|书籍|影片|景点)"
    r"|参见|另见|参阅|点击排行|阅读排行|新闻排行|排行榜|热榜|热搜榜|热文排行|热度榜|猜你(?:想看|还喜欢|喜欢)|大家还在看|看了又看|为你推荐|你可能(?:也|还)?(?:喜欢|感兴趣|想看)|(?:喜欢|看过|买过|看了|买了)[^。！？，]{1,8}的(?:人|用户|顾客|朋友)(?:也|还)(?:喜欢|看了?|买了?|在看|关注)|大家的作品|大家都在[看搜]|相关(?:搜索|标签|稿件|文档|推荐阅读)"
    r"|同(?:专辑|系列|作者|类|栏目|主题)(?:歌曲|作品|文章|书籍|图书|视频|产品|商品|推荐))"
    r"[^。！？，]{0,8}[】\]>》）)▍■◆●▶#:：\s]*$"
)

# --- sentences: notices of the publisher, not of the article ---------------------------------------------------------

_US = r"(?:本(?:网站?|站|报社?|社|台|平台|刊|公众号|号|文)|我[们网台报])"
_NOTICE = re.compile(
    rf"""
    {pattern_of("notices.of_platform")}|{pattern_of("notices.offer")}|{pattern_of("notices.rights")}
  | {pattern_of("notices.advert_statement")}
  | 凡(?:{_US}|注明|.{{0,12}}(?:转载|注明)).{{0,60}}(?:来源|版权|作品|注明|转载|授权|稿件)
  | (?:未经|未获).{{0,24}}(?:授权|许可|同意|允许).{{0,30}}(?:不得|禁止|严禁|请勿|谢绝|擅自).{{0,30}}(?:转载|摘编|镜像)
  | (?:版权|独家)(?:所有|作品|稿件).{{0,30}}(?:转载|授权|翻版)
  | 本文(?:属于|为|系|由).{{0,20}}原创.{{0,30}}(?:转载|授权|出处)
  | (?:如若|如需|若需|欢迎|需要|请勿)转载.{{0,40}}(?:注明|联系|授权|保留|出处|来源)
  | 转载.{{0,12}}(?:请|须|需|务必|应)(?:联系|注明|保留|标明)
  | (?:获得|申请|取得|需要).{{0,6}}转载(?:授权|许可|权).{{0,40}}(?:联系|留言|后台|注明)
  | (?:{_US}|以上(?:内容|信息|言论|文章)|此文|该文|文章内容|上述内容|文中(?:观点|内容)).{{0,50}}
    (?:不代表|与(?:本网|本站|本平台|我们)站?.{{0,4}}无关|仅代表作者|不构成.{{0,8}}(?:投资|操作)建议|仅供参考|不承担.{{0,10}}责任)
  | 不代表(?:{_US}|.{{1,12}}(?:网|平台|立场)).{{0,10}}(?:立场|观点|赞同|同意)
  | (?:如|若|凡)(?=.{{0,160}}(?:{_US}|删除|小编|后台)).{{0,46}}(?:侵权|版权|著作权|侵犯您|您的合法权益|作品内容|稿件)
    .{{0,60}}(?:联系|删除|处理|告知|通知|撤)
  | (?:侵权|侵删|版权).{{0,8}}(?:联系删除|必究|请告知|即删|请联系)
  | 违者.{{0,6}}{_US}.{{0,12}}(?:追究|责任)|侵害{_US}.{{0,30}}(?:权益|著作权)
  | 所有文章均(?:包含|含有?)本声明
  | 不(?:保证|能保证|担保)(?:该|此|上述|这些)?(?:等)?(?:信息|内容|数据|资料).{{0,60}}(?:准确性|完整性|真实性|及时性)
  | (?:投资|股市|入市|市场)有风险.{{0,12}}(?:谨慎|慎重)
  | 新闻线索报料(?:通道|热线|平台)
  | (?:据此|由此)(?:操作|投资|入市).{{0,12}}(?:风险|责任)
  | ^(?:特别|免责|版权|郑重|广告|网站)?(?:声明|提示|说明|申明)\s*[:：].{{0,160}}
    (?:转载|版权|本网|本站|平台|授权|侵权|立场|投资建议|法律责任|跳转链接)
  | ^(?:爆料|报料|投稿|新闻线索|新闻报料|新闻热线|广告合作|商务合作)
    .{{0,16}}(?:邮箱|热线|电话|通道|渠道|方式|平台|微信)\s*[:：]
  | ^(?:邮箱地址|投稿邮箱|报料邮箱|报料微信|新闻线索报料|新闻报料)\s*[:：]?[^。]{{0,80}}$
  | ^(?:联系方式|投稿邮箱|联系邮箱)\s*[:：]\s*[\w.-]+@[\w.-]+$
  | ^图片(?:均?由|来源于?).{{0,20}}(?:授权|提供|供图|网络)[。，]?(?:版权.{{0,12}})?$
  | 未经本(?:站|网站?)证实|请读者仅作参考|请(?:读者)?自行核实相关内容
  | 在线等你来报料|一键直达.{{0,20}}平台|稿件有任何疑问|本网将.{{0,12}}(?:处理|回应|删除)
  | 版权侵权联系电话|政企内容服务专席
  | (?:扫描|扫一扫|长按|识别).{{0,12}}二维码.{{0,20}}(?:关注|下载|进群|添加|阅读)
  | (?:更多|最新|精彩).{{0,20}}(?:资讯|新闻|内容|报道|消息).{{0,10}}(?:请|敬请|欢迎)
    .{{0,6}}(?:关注|下载|搜索|点击|进入|访问|锁定)
  | (?:以上|本文|上述|该)(?:内容|文章|信息|数据)?.{{0,30}}由.{{0,10}}(?:算法|AI|人工智能|系统)(?:自动)?(?:生成|整理)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_MAX_NOTICE_OFFSET = 20
"""A notice that begins later in a sentence was glued to the article's last words; only the notice is removed."""
_OPENS_NOTICE = re.compile(
    r"以上(?:内容|信息)|本(?:文|网|站|报|社|公众号)|此文|该文|文章内容|上述内容|特别声明|[爆报]料|维权|投稿|区域合作|版权归|凡|未经|如[需若]|若需"
)
"""Words that begin a notice: what precedes them is the article's own last clause."""
_NOTICE_HINT = re.compile(
    "图片|邮[箱件]|本[裁文数资案法信网站平]|维权|合作|媒体|[转版权授侵证核声责险建参码]|爆料|报料|邮箱|保证|担保|客户端|APP|公众号|更多|联系|算法|生成|立场|处理|专席|关注",
    re.IGNORECASE,
)
_STATEMENT = re.compile(r"^(?:免责|版权|特别|郑重|本[站网]|转载|作者)?(?:声明|申明)\s*[:：]")
MAX_NOTICE_CHARS = 260
_MAX_SITE_LINE = 120
_MAX_LINE_CHARS = 200
"""Longer lines are text, whatever words they contain."""

_TAIL_WIDGETS = re.compile(
    r"(?:返回搜狐[，,]?(?:查看更多)?|分享让更多人看到|查看更多|展开全文|收起全文|阅读原文|【?\s?纠错\s?】?|"
    r"相关阅读[:：]\s*(?:《[^》]{2,80}》[\s、，；]*)+|"
    r"(?:本文|原文)链接[:：]\s*https?://\S{4,160}|"
    r"更多精彩内容请(?:进入|关注|点击)\S{0,12}|原标题\s?[:：]?\s?《[^》]{4,80}》|[（(【]?\s?(?:完|全文完|本文完|未完待续)\s?[】)）]|(?<=[。！？”])\s*[|×]|举报/反馈|本版导读|"
    r"本文(?:属于|为|系)原创(?:文章|作品|内容)?，如[若需]转载.{0,120}|"
    r"(?:责任编辑|责编|编辑)\s*[:：]?|\[?\s*打印\s*\]?|\[?\s*关闭\s*\]?|(?<=[。！？])\s*https?://\S{4,160})\s*$"
)
_MAX_CAPTION_CHARS = 100
_CAPTION = re.compile(
    r"^(?:(?:[上下左右]?图|图片)为|(?:[上下左右]?图|图片|图说|资料图)[:：]|[▲△↑])[^。！？]{2,60}。?\s*"
    r"(?:[（(【]?[^。（(【]{0,20}(?:资料图片?|图片|摄影?|供图|图源.{0,10})[）)】]?)?$"
)
_INLINE_ADVERT = re.compile(r"广告\s[^。×]{4,60}×|(?:以下|下文)?广告[，,]\s?请继续(?:阅读|往下).{0,6}")


def is_furniture(line: str) -> bool:
    """Return whether a whole line is navigation, a widget, a counter or a footer."""
    return len(line) <= _MAX_LINE_CHARS and _is_furniture(line)


@lru_cache(maxsize=1024)
def _is_furniture(line: str) -> bool:
    line = _simplified(line)
    first, _, rest = line.partition(" ")
    if rest and _is_only_words(first) and not _is_only_words(rest) and _is_furniture(rest.strip()):
        return True  # a button before a counter: 阅读原文 阅读 2万+
    if (foot := _FOOT_LABEL.search(line)) and _is_only_words(line[: foot.start()]):
        return True
    if _is_only_words(line) or _LINE.match(line) is not None or is_member_counter(line) or is_breadcrumb(line):
        return True
    return any(
        compiled(f"notices.{name}").match(line.lower())
        for name in ("page_counter", "page_score", "page_widget", "mail_widget")
    )


_SURE = re.compile(
    r"""^(?:
    (?:微信|手机)?扫(?:一扫|码|描|二维码).{0,12}(?:手机|打开|关注|页面|分享).{0,20}$
  | .{0,8}(?:ICP[备证]|公网安备|网安备).{0,60}$
  | 网站标识码.{0,60}$
  | .{0,40}(?:版权所有|copyright\ |©|all\ rights\ reserved).{0,100}$
  | (?:上|下)一?篇\s*[:：].{0,80}$
  | .{0,80}(?:浏览|访问|阅读|点击)(?:次数|量|数|率)\s*[:：]\s*[\d,.万?？-]*.{0,40}$
  | .{0,80}字体?号?\s*[:：]?\s*[\[【(（]?\s*大\s*[\]】\s\[【]*\s*中\s*[\]】\s\[【]*\s*小.{0,20}$
  | (?:分享|转发)(?:到|至)\s*[:：].{0,40}$
  | 返回搜狐.{0,10}$
  | (?:点击|戳).{0,6}(?:上方|下方).{0,6}(?:蓝字|关注).{0,24}$
  | 长按.{0,12}(?:二维码|识别).{0,20}$
    )""",
    re.VERBOSE | re.IGNORECASE,
)


def is_page_furniture(line: str) -> bool:
    """Return whether a line occurs only on web pages: a counter, a copyright line, a row of buttons or columns."""
    if len(line) > _MAX_LINE_CHARS:
        return False
    line = _simplified(line)
    if _SURE.match(line) or is_menu(line):
        return True
    pieces = [piece for piece in _SPLIT.split(line) if piece]
    return len(pieces) > 1 and _is_only_words(line) and any(len(piece) > 1 for piece in pieces)


def is_breadcrumb(line: str) -> bool:
    """Return whether the line is a path like 当前位置：首页 > 新闻 > 要闻."""
    if len(line) > _MAX_LINE_CHARS:
        return False
    line = _simplified(line)
    if _BREADCRUMB_LEAD.match(line) and not (line.startswith("位置") and not _BREADCRUMB_MARK.search(line)):
        return not _ends_sentence(line)
    if _FRONT_PAGE_PATH.match(line) and not _ends_sentence(line):
        return True
    steps = [step.strip() for step in _ARROW_STEPS.split(line) if step.strip()]
    if not _ARROW_STEPS.search(line) or not steps or max(map(len, steps)) > 40 or _ends_sentence(line):
        return False
    # An arrow alone is no evidence (a bus route, a chain of steps): one step must be a column's name.
    return any(step in _WORD_SET for step in steps) or (line.rstrip().endswith((">", "»", "›")) and len(steps) >= 2)


def breadcrumb_steps(line: str) -> list[str]:
    """Return the column names of a breadcrumb, which may also be alone on the page."""
    steps = re.split(r"[:：]|" + _BREADCRUMB_STEPS.pattern, line)
    return [step.strip() for step in steps if step.strip()]


def is_footer(line: str) -> bool:
    """Return whether a line may be part of a site's footer; the same line in an article may announce an event."""
    return _FOOTER.match(line) is not None


def is_related_heading(line: str) -> bool:
    """Return whether the line heads a list of other articles (相关新闻, 热门排行, 猜你喜欢)."""
    return len(line) <= 24 and _RELATED.match(_simplified(line)) is not None


def is_comments_heading(line: str) -> bool:
    """Return whether the line heads what readers wrote (网友评论, 商品评价)."""
    return len(line) <= 24 and compiled("notices.comments_heading").match(_simplified(line)) is not None


def is_member_counter(line: str) -> bool:
    """Return whether the line is a forum's counter for a member (积分：2180)."""
    return len(line) <= 40 and compiled("notices.member_counter").match(_simplified(line)) is not None


def is_caption(line: str) -> bool:
    """Return whether the line is a one-sentence picture caption (图为…), with or without its credit."""
    return len(line) <= _MAX_CAPTION_CHARS and _CAPTION.match(_simplified(line)) is not None


def is_menu(line: str) -> bool:
    """Return whether the line is a row of at least four short names without a sentence; three suffice after 首页 |."""
    if len(line) > _MAX_LINE_CHARS:
        return False
    line = _simplified(line)
    pieces = [piece for piece in re.split(r"[\s|｜·•/]+", line) if piece]
    if (
        len(pieces) < (3 if _FRONT_PAGE.match(line) else 4)
        or _ends_sentence(line)
        or re.search(r"[，。；：！？、（）“”\d]", line)
    ):
        return False
    short = sum(len(piece) <= 6 for piece in pieces)
    return short == len(pieces) and ("|" in line or "｜" in line or any(piece in _WORD_SET for piece in pieces))


def is_statement(line: str) -> bool:
    """Return whether a line is labelled as a publisher's statement, however many sentences it has."""
    line = _simplified(line[:401])
    return len(line) <= 400 and _STATEMENT.match(line) is not None and _NOTICE.search(line) is not None


def is_name_of_document_site(line: str) -> bool:
    """Return whether a line only says which site of documents collected or offers the file."""
    return len(line) <= _MAX_SITE_LINE and compiled("notices.collected_by").search(line) is not None


def is_notice(sentence: str) -> bool:
    """Return whether a sentence is a publisher's notice (copyright, disclaimer, hotline), not part of the article."""
    return notice_start(sentence) == 0


def notice_start(sentence: str) -> int | None:
    """Return the offset of a publisher's notice in a sentence, 0 if all of it is one, None if there is none."""
    return _notice_start(sentence) if len(sentence) <= MAX_NOTICE_CHARS else None


@lru_cache(maxsize=1024)
def _notice_start(sentence: str) -> int | None:
    sentence = _simplified(sentence)
    if not _NOTICE_HINT.search(sentence):
        return None
    found = _NOTICE.search(sentence)
    if not found:
        return None
    begins = found.start()
    if begins and compiled("notices.advert_statement").match(sentence, begins):
        return begins
    if begins and sentence.startswith(("以上内容", "以上信息"), begins):
        return begins  # they name their subject, so what precedes is the article's
    if begins <= _MAX_NOTICE_OFFSET:
        return 0
    if _OPENS_NOTICE.match(sentence, begins):
        return begins
    return max(sentence.rfind(mark, 0, found.start()) for mark in "，。；：、,;: ”）)") + 1 or found.start()


def statement_start(text: str) -> int | None:
    """Return the offset of a publisher's statement that closes a text, None if there is none."""
    if "声明" not in text and "说明" not in text and "转载" not in text and "保留追究" not in text:
        return None
    found = compiled("notices.statement").search(_simplified(text))
    return found.start() if found else None


def cut_tail_widget(text: str) -> str:
    """Return `text` without one widget phrase at its end; unchanged if there is none."""
    tail = text[-180:]
    shown = _simplified(tail)
    found = _TAIL_WIDGETS.search(shown) or compiled("notices.appeal").search(shown)
    if found is None and "》" in shown[-4:]:
        found = compiled("notices.related_titles").search(shown)
    return text[: len(text) - len(tail) + found.start()].rstrip() if found else text


def remove_inline_adverts(text: str) -> str:
    """Return `text` without inline advertisements."""
    return _INLINE_ADVERT.sub("", text) if "广告" in text else text


def find_inline_adverts(text: str) -> list[str]:
    """Return the advertisements that `remove_inline_adverts` removes."""
    return _INLINE_ADVERT.findall(text) if "广告" in text else []


@lru_cache(maxsize=1024)
def _simplified(text: str) -> str:
    """Return `text` in simplified characters, as in this module's patterns; its length is unchanged."""
    return fold_text(text) if _TRADITIONAL.search(text) else text


def _is_only_words(line: str) -> bool:
    """Return whether a line consists only of widget words, digits and separators."""
    pieces = [piece for piece in _SPLIT.split(line) if piece]
    return bool(pieces) and all(piece in _WORD_SET or piece.upper() in _WORD_SET for piece in pieces)


def _ends_sentence(line: str) -> bool:
    return line.rstrip("”’」』）)").endswith(("。", "！", "？", "；"))
