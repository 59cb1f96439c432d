"""The library in LangChain chains. Run it in the project's folder after `make sync`:

.venv/bin/python docs/examples/langchain_chain.py
"""

import asyncio

from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableLambda, RunnablePassthrough

import yinju

library = yinju.open()

# The whole question answering: checked sentences with citations, or a refusal.
answering = library.runnable()
answer = answering.invoke("澜青大桥全长多少公里？")
print(answer["status"], answer["answer"])
for citation in answer["citations"]:
    print(f"[{citation['number']}] {citation['title']}（{citation['published']}）：{citation['quote']}")

# A follow-up, several at once, and piece by piece. The pieces add up to the answer, which is the last of them.
follow_up = {"question": "什么时候开工的？", "history": ["澜青大桥全长多少公里？"]}
print(answering.invoke(follow_up)["asked"])
print([answer["status"] for answer in answering.batch(["梨花节在哪里举行？", "水库里有什么鱼？"])])
print([sorted(piece) for piece in answering.stream("澜青大桥全长多少公里？")][-1])


async def ask_two() -> None:
    """Await two answers at once; the work is done in threads."""
    answers = await asyncio.gather(answering.ainvoke("梨花节在哪里举行？"), answering.ainvoke("水库里有什么鱼？"))
    print([answer["status"] for answer in answers])


asyncio.run(ask_two())

# Only the passages, for a chain of your own: put a chat model behind the prompt.
retriever = library.retriever(k=3)
prompt = ChatPromptTemplate.from_template("只根据资料回答。\n资料：\n{passages}\n问题：{question}")
chain = (
    RunnablePassthrough.assign(passages=RunnableLambda(lambda asked: asked["question"]) | retriever)
    | RunnableLambda(lambda found: {**found, "passages": "\n".join(d.page_content for d in found["passages"])})
    | prompt
)
print(chain.invoke({"question": "澜青大桥全长多少公里？"}).to_string().splitlines()[-1])
