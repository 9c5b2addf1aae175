"""Looking for words in the conversation. They are sent in a form's body: no address and no log ever has them."""

from typing import Any

from webapp import access, conversation, limits
from webapp.access import current_member
from webapp.blueprints.chat.forms import SearchForm
from webapp.blueprints.chat.posting import blueprint
from webapp.domain import searches
from webapp.fragments import page_or_fragment


@blueprint.route("/pairs/<int:pair_id>/messages/search", methods=["GET", "POST"])
def search(pair_id: int) -> Any:
    member = current_member()
    pair = access.pair_for(member, pair_id)
    form, result = SearchForm(), None
    if form.validate_on_submit():
        if refusal := limits.searches_per_member(member.id):
            raise limits.TooMuch(refusal)
        result = searches.search(pair=pair, reader=member, words=form.words.data)
    return page_or_fragment(
        "chat/search.html",
        "chat/_search.html",
        422 if form.errors else 200,
        form=form,
        pair=pair,
        member=member,
        result=result,
        address_of=conversation.address_of,
    )
