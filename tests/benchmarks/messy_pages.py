"""Messy pages made from clean articles, in the shapes of scraped Chinese pages, all invented here."""

# ruff: noqa: E501  (page templates read better unbroken)

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import opencc

from index.chinese.sentences import split_sentences


@dataclass(frozen=True)
class CleanArticle:
    """The source of a page: every sentence in it is the article's own."""

    title: str
    published: date
    source: str
    author: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        return "".join(self.paragraphs)


@dataclass(frozen=True)
class MessyPage:
    """A file as a user has it, and what reading it must give; empty or None if the page does not say."""

    shape: str
    name: str
    data: bytes
    paragraphs: tuple[str, ...]
    title: str
    published: date | None


_SOURCES = ("红川日报", "青石新闻网", "南河晚报", "云岭发布", "东湾电视台", "白河县人民政府办公室", "江州融媒体中心")
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡林郭何高罗"
_GIVEN = ("建国", "敏", "晓东", "丽华", "志强", "子涵", "文博", "静", "海燕", "立", "春梅", "浩然")
_COLUMNS = ("要闻", "部门动态", "基层风采", "今日关注", "本地新闻", "政务要闻", "工作动态", "红川观察", "乡镇快讯")
_OTHERS = (
    "红川市召开安全生产电视电话会议", "青石县春耕备耕工作有序推进", "白河大桥主体工程顺利合龙", "我市新增三家省级专精特新企业",
    "云岭景区端午假期接待游客创新高", "全市中小学校园足球联赛开幕", "江州港集装箱吞吐量同比增长", "市领导调研老旧小区改造工作",
    "东湾区发布高温橙色预警信号", "南河湿地公园完成生态修复", "红川高铁站综合枢纽启用", "今年首批高校毕业生招聘会举行",
)  # fmt: skip
_BAD_SENTENCE = re.compile(
    r"责任?编|编辑|返回搜狐|广告|声明|转载|版权|来源|记者|通讯员|http|www|扫码|二维码|公众号|客户端|IT之家|证券之星|点击|关注|更多|原标题|正文|[|×■▲△【】\[\]]|本报|本网|不代表|仅供参考|投资建议|\s{2,}|图为|\.\.\.|摄|。。|[<>*]"
)


def make_article(text: str, title: str, rng: random.Random) -> CleanArticle | None:
    """Return a clean article of the inner sentences of a real one, None if too few are surely clean."""
    sentences = [text[s.start : s.end] for s in split_sentences(text)]
    good: list[str] = []
    for sentence in sentences[1:-1]:
        if (
            _BAD_SENTENCE.search(sentence)
            or not sentence.endswith(("。", "！", "？"))
            or not 12 <= len(sentence) <= 150
        ):
            continue
        if (
            sentence not in good
            and re.match(r"[\u4e00-\u9fff\d“《]", sentence)
            and sentence.count("“") == sentence.count("”")
        ):
            good.append(sentence)
    if len(good) < 5:
        return None
    title = title or _headline(good.pop(0))
    if not 6 <= len(title) <= 40 or re.search(r"\d年\d+月\d+日", title):
        return None
    paragraphs = []
    while good:
        size = rng.randint(1, 4)
        paragraphs.append("".join(good[:size]))
        good = good[size:]
    return CleanArticle(
        title, date(2015, 1, 1) + timedelta(rng.randrange(4000)), rng.choice(_SOURCES), _name(rng), tuple(paragraphs)
    )


def _headline(sentence: str) -> str:
    clause = re.split(r"[，。！？：；]", sentence)[0]
    return clause if len(clause) >= 8 else sentence[:-1].replace("，", " ")[:36]


def _name(rng: random.Random) -> str:
    return rng.choice(_SURNAMES) + rng.choice(_GIVEN)


def _others(rng: random.Random, count: int) -> list[str]:
    return rng.sample(_OTHERS, count)


def government_text_twice(a: CleanArticle, rng: random.Random) -> MessyPage:
    column = rng.choice(_COLUMNS)
    body = "\n\n".join(f"  {text}" for text in a.paragraphs)
    again = "\n\n".join(f"  {text}" for text in a.paragraphs[rng.randint(0, 1) :])
    stamp = f"{a.published} {rng.randrange(24):02d}:{rng.randrange(60):02d}"
    text = (
        f"{column}\n您当前的位置 > 首页 > {column}\n\n{a.title}\n\n发布日期:{stamp} 信息来源: 访问量:{rng.choice('?0')} "
        f"字体 :[ 大 ][ 中 ][ 小 ]\n\n{body}\n\n\n扫一扫在手机打开当前页\n\n{column}\n\n{again}"
    )
    return MessyPage("government text, twice", "a.txt", text.encode(), a.paragraphs, a.title, a.published)


def portal_text(a: CleanArticle, rng: random.Random) -> MessyPage:
    nav = rng.sample(
        ["首页", "要闻", "时政", "国内", "国际", "财经", "体育", "视频", "专题", "论坛", "房产", "汽车", "教育"], 9
    )
    top = [" ".join(nav), "登录 注册", f"当前位置： 首页 > {rng.choice(_COLUMNS)} > 正文", a.title]
    stamp = f"{a.published.year}年{a.published.month:02d}月{a.published.day:02d}日 {rng.randrange(24):02d}:30"
    credit = rng.choice(
        [
            f"{stamp} 来源：{a.source} 作者：{a.author}",
            f"{stamp} | 来源：{a.source}",
            f"来源：{a.source}  发布时间：{a.published} 浏览次数：{rng.randrange(9999)}",
        ]
    )
    end = [
        f"（责任编辑：{_name(rng)}）", "分享到：微信 新浪微博 QQ空间", f"点赞 {rng.randrange(99)}  收藏  举报",
        f"上一篇：{rng.choice(_OTHERS)}", f"下一篇：{rng.choice(_OTHERS)}", rng.choice(["相关阅读", "相关新闻：", "猜你喜欢", "【热门推荐】"]),
        *_others(rng, rng.randint(3, 6)), "网友评论 文明上网理性发言", "关于我们 | 联系我们 | 网站地图 | 广告服务",
        f"Copyright © 2010-2023 {a.source} 版权所有 未经授权禁止转载", "冀ICP备05012345号-2  冀公网安备 13010002000123号",
    ]  # fmt: skip
    text = "\n".join([*top, credit, *a.paragraphs, *end])
    return MessyPage("portal text", "a.txt", text.encode(), a.paragraphs, a.title, a.published)


def full_html(a: CleanArticle, rng: random.Random) -> MessyPage:
    menu = "".join(f'<li><a href="/c{i}">{name}</a></li>' for i, name in enumerate(rng.sample(_COLUMNS, 7)))
    side = "".join(
        f'<li><a href="/n{i}.html" title="{t}">{t}</a><span>{a.published}</span></li>'
        for i, t in enumerate(_others(rng, 6))
    )
    body = "".join(f'<p style="text-indent:2em">　　{text}</p>\n' for text in a.paragraphs)
    meta = rng.choice(
        [
            f'<meta name="PubDate" content="{a.published} 10:20"><meta name="ArticleTitle" content="{a.title}">',
            f'<meta property="og:title" content="{a.title}"><meta property="article:published_time" content="{a.published}T08:00:00+08:00">',
        ]
    )
    html = f"""<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{a.title}_{rng.choice(_COLUMNS)}_{a.source}</title>{meta}
<style>.a{{color:red}}</style><script>var _hmt = _hmt || []; document.write("欢迎访问。");</script></head><body>
<header><div class="logo"><h1><a href="/">{a.source}</a></h1></div><ul class="main-nav">{menu}</ul></header>
<div class="breadcrumb">您所在的位置：<a href="/">首页</a> &gt; <a href="/c">{rng.choice(_COLUMNS)}</a> &gt; 正文</div>
<div class="layout"><div class="left"><h2 class="title">{a.title}</h2>
<div class="article-info"><span>{a.published} 10:20</span><span>来源：{a.source}</span><span>作者：{a.author}</span><span>字号：<a>大</a><a>中</a><a>小</a></span></div>
<div class="article-content">{body}</div><div class="editor">[责任编辑：{_name(rng)}]</div>
<div class="share-bar">分享到： <a>微信</a> <a>微博</a></div><div class="prev-next"><a href="/1">上一篇：{rng.choice(_OTHERS)}</a><a href="/2">下一篇：{rng.choice(_OTHERS)}</a></div></div>
<div class="right"><div class="box"><h3>热点新闻</h3><ul>{side}</ul></div></div></div>
<div class="comments"><p>网友「小河」：写得真好，支持一下！希望多报道。</p></div>
<footer><p>主办单位：{a.source} 技术支持：红川网络公司</p><p>冀ICP备05012345号 网站标识码：1300000001</p></footer></body></html>"""
    return MessyPage("full HTML page", "a.html", html.encode(), a.paragraphs, a.title, a.published)


def table_html_in_gbk(a: CleanArticle, rng: random.Random) -> MessyPage:
    links = "".join(f'<a href="l{i}.htm">{name}</a>&nbsp;|&nbsp;' for i, name in enumerate(rng.sample(_COLUMNS, 6)))
    body = "<br>\r\n<br>\r\n".join(f"&nbsp;&nbsp;&nbsp;&nbsp;{text}" for text in a.paragraphs)
    day = f"{a.published.year}-{a.published.month}-{a.published.day}"
    html = f"""<html><head><!-- {"ascii only " * 120} --><title>{a.title}</title></head><body bgcolor=#ffffff>
<table width=950><tr><td colspan=2><img src=top.jpg></td></tr><tr><td colspan=2>{links}</td></tr>
<tr><td width=200 valign=top><table><tr><td>最新公告</td></tr>{"".join(f"<tr><td><a href=x>{t}</a></td></tr>" for t in _others(rng, 5))}</table></td>
<td valign=top><table><tr><td align=center><font size=5><b>{a.title}</b></font></td></tr>
<tr><td align=center>发布时间：{day}　　来源：{a.source}　　点击数：{rng.randrange(9999)}</td></tr>
<tr><td><font size=3>{body}</font></td></tr><tr><td align=right>【<a href=javascript:print()>打印</a>】【<a href=javascript:close()>关闭</a>】</td></tr></table></td></tr>
<tr><td colspan=2 align=center>{a.source} 版权所有<br>地址：红川市人民路1号 邮编：050000<br>您是第{rng.randrange(999999)}位访客</td></tr></table></body></html>"""
    return MessyPage("table layout, GB18030", "a.htm", html.encode("gb18030"), a.paragraphs, a.title, a.published)


def editor_fragment(a: CleanArticle, rng: random.Random) -> MessyPage:
    pieces = []
    for text in a.paragraphs:
        cut = rng.randint(3, 8)
        pieces.append(f'<p class="ql-block ql-indent-1"><b>{text[:cut]}</b>{text[cut:]}</p>')
    return MessyPage("editor fragment", "a.txt", " ".join(pieces).encode(), a.paragraphs, "", None)


_PINYIN = {"進": "jìn", "態": "tài", "環": "huán", "導": "dǎo", "責": "zé", "標": "biāo", "強": "qiáng", "調": "diào", "會": "huì", "開": "kāi",
           "發": "fā", "學": "xué", "國": "guó", "為": "wèi", "關": "guān", "個": "gè", "應": "yīng", "業": "yè", "對": "duì", "時": "shí"}  # fmt: skip
_TO_TRADITIONAL = opencc.OpenCC("s2t")


def traditional_with_pinyin(a: CleanArticle, rng: random.Random) -> MessyPage:
    clean = tuple(_TO_TRADITIONAL.convert(text) for text in a.paragraphs)
    title = _TO_TRADITIONAL.convert(a.title)

    def spoil(text: str) -> str:
        text = "".join(f"{c}({_PINYIN[c]})" if c in _PINYIN else c for c in text)
        return re.sub(r"[，。、；]", lambda m: ("，" if rng.random() < 0.5 else "") + m.group(), text)

    messy = [spoil(text) for text in clean]
    byline = f"記者{_name(rng)}"
    spoiled = "".join(f"{c}({_PINYIN[c]})" if c in _PINYIN else c for c in title)
    text = "\n".join([spoiled, *messy]) + f"{byline}\n" + "\n".join(messy[1:]) + byline
    return MessyPage("traditional, pinyin, commas", "a.txt", text.encode(), clean, title, None)


def interleaved(a: CleanArticle, rng: random.Random) -> MessyPage:
    lines = [f"{a.title}", f"{a.published} {a.source}"]
    for text in a.paragraphs:
        lines += [f"　　{text}", "", f"　　{text}"]
    return MessyPage("interleaved", "a.txt", "\n".join(lines).encode("utf-16"), a.paragraphs, a.title, a.published)


def hard_wrapped(a: CleanArticle, rng: random.Random) -> MessyPage:
    width = rng.choice([30, 36, 38, 40])
    lines = [a.title, f"（{a.published.year}年{a.published.month}月{a.published.day}日）", ""]
    for text in a.paragraphs:
        text = "　　" + text
        lines += [text[i : i + width] for i in range(0, len(text), width)]
    return MessyPage("hard-wrapped", "a.txt", "\r\n".join(lines).encode("gb18030"), a.paragraphs, a.title, a.published)


def one_line_news(a: CleanArticle, rng: random.Random) -> MessyPage:
    text = (
        f"[              {a.published:%Y/%m/%d}  16:33              ]，正文： 原标题：{a.title}    {a.text}（记者 {a.author}）"
        f"来源：{a.source}返回搜狐，查看更多责任编辑："
    )
    return MessyPage("one line", "a.txt", text.encode(), a.paragraphs, a.title, a.published)


def artefacts(a: CleanArticle, rng: random.Random) -> MessyPage:
    def spoil(text: str) -> str:
        wide = text.translate({ord(c): 0xFEE0 + ord(c) for c in "0123456789"})
        return "".join(
            c + ("\u200b" if rng.random() < 0.05 else "") + ("\ue5e5" if rng.random() < 0.01 else "") for c in wide
        )

    paragraphs = "".join(f"<p>&amp;nbsp;&amp;nbsp;{spoil(text)}</p>" for text in a.paragraphs)
    title = " ".join(a.title) if a.title.isalpha() and not a.title.isascii() else a.title
    html = f"<div><h1>{title}</h1><p>发布日期：{a.published.year}年{a.published.month}月{a.published.day}日</p>{paragraphs}</div>"
    return MessyPage("artefacts", "a.html", html.encode(), a.paragraphs, a.title, a.published)


def wechat_page(a: CleanArticle, rng: random.Random) -> MessyPage:
    body = "".join(
        f"<section><section><p><span>{text}</span></p></section></section><p><br></p>" for text in a.paragraphs
    )
    html = f"""<html><head><meta property="og:title" content="{a.title}"><meta charset="utf-8"></head><body>
<div id="page-content"><h1 class="rich_media_title">{a.title}</h1><div id="meta_content"><span>原创</span> <span>{a.author}</span>
<a>{a.source}</a> <em id="publish_time">{a.published}</em></div><div id="js_content"><p>点击上方<strong>蓝字</strong>关注我们</p>{body}
<p>END</p><p>编辑：{_name(rng)}  审核：{_name(rng)}</p><p>长按识别二维码关注我们</p><p>点个在看，让更多人看到</p></div>
<div class="tools"><a>阅读原文</a><span>阅读 {rng.randrange(9999)}</span><a>分享</a><a>收藏</a></div></div></body></html>"""
    return MessyPage("WeChat page", "a.html", html.encode(), a.paragraphs, a.title, a.published)


def markdown_clip(a: CleanArticle, rng: random.Random) -> MessyPage:
    nav = "\n".join(f"* [{name}](https://x.example/{i})" for i, name in enumerate(rng.sample(_COLUMNS, 6)))
    more = "\n".join(f"- [{title}](https://x.example/n{i}.html)" for i, title in enumerate(_others(rng, 5)))
    body = "\n\n".join(a.paragraphs)
    text = (
        f"---\ntitle: {a.title}\ndate: {a.published}\n---\n{nav}\n\n# {a.title}\n\n![](a.png)\n\n{body}\n\n---\n\n"
        f"## 相关文章\n\n{more}\n\n© 2023 {a.source}. All Rights Reserved.\n"
    )
    return MessyPage("Markdown clip", "a.md", text.encode(), a.paragraphs, a.title, a.published)


def saved_page(a: CleanArticle, rng: random.Random) -> MessyPage:
    page = full_html(a, rng)
    header = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://x.example/a.html\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="----b"\r\n\r\n------b\r\n'
        "Content-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    )
    data = header.encode() + page.data + b"\r\n------b--\r\n"
    return MessyPage("saved page (mhtml)", "a.mhtml", data, a.paragraphs, a.title, a.published)


def notices(a: CleanArticle, rng: random.Random) -> MessyPage:
    end = [
        f"来源：{a.source}", f"编辑 {_name(rng)} 校对 {_name(rng)}",
        f"凡本网注明“来源：{a.source}”的所有作品，版权均属于{a.source}，未经本网授权不得转载、摘编或利用其它方式使用。",
        "免责声明：本文仅代表作者个人观点，与本网无关。其原创性以及文中陈述文字和内容未经本站证实，请读者仅作参考。",
        "如涉及作品内容、版权等问题，请在30日内与本网联系，我们将及时处理。",
        "新闻热线：0311-12345678  投稿邮箱：news@x.example",
    ]  # fmt: skip
    text = "\n\n".join([a.title, f"{a.published:%Y-%m-%d %H:%M:%S}　{a.source}", *a.paragraphs, *rng.sample(end, 5)])
    return MessyPage("notices at the end", "a.txt", text.encode(), a.paragraphs, a.title, a.published)


SHAPES: tuple[Callable[[CleanArticle, random.Random], MessyPage], ...] = (
    government_text_twice, portal_text, full_html, table_html_in_gbk, editor_fragment, traditional_with_pinyin, interleaved,
    hard_wrapped, one_line_news, artefacts, wechat_page, markdown_clip, saved_page, notices,
)  # fmt: skip
