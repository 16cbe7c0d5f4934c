"""What asgi.py composes of this package: its models, pages and renderers of news."""

import customer_space.accounts.admin
import customer_space.accounts.answering
import customer_space.accounts.live
import customer_space.accounts.pages
import customer_space.documents.live
import customer_space.exchange.live
import customer_space.exchange.pages
import customer_space.feedback.live
import customer_space.feedback.pages
import customer_space.gate.api
import customer_space.gate.audiences.doors
import customer_space.gate.changes.api
import customer_space.gate.live
import customer_space.gate.outreach
import customer_space.gate.pages
import customer_space.gate.questions.pages
import customer_space.gate.receipts.copies
import customer_space.gate.receipts.pages
import customer_space.gate.signals.api
import customer_space.gate.unsubscribe.pages
import customer_space.gate.webhooks.pages
import customer_space.initiatives.live
import customer_space.initiatives.pages
import customer_space.initiatives.step_pages
import customer_space.plans.calendar.pages
import customer_space.plans.history_pages
import customer_space.plans.live
import customer_space.plans.pages
import customer_space.plans.review.pages
import customer_space.plans.rhythm_pages
import customer_space.plans.scores.pages
import customer_space.preferences.live
import customer_space.preferences.pages
import customer_space.rights.merging.pages
import customer_space.rights.pages

MODELS = (
    "customer_space.accounts.models",
    "customer_space.directory.models",
    "customer_space.documents.models",
    "customer_space.plans.models",
    "customer_space.plans.scores.models",
    "customer_space.plans.calendar.models",
    "customer_space.plans.review.models",
    "customer_space.initiatives.models",
    "customer_space.preferences.models",
    "customer_space.gate.models",
    "customer_space.gate.questions.models",
    "customer_space.gate.receipts.models",
    "customer_space.gate.signals.models",
    "customer_space.gate.changes.models",
    "customer_space.gate.webhooks.models",
    "customer_space.gate.smtp.models",
    "customer_space.exchange.models",
    "customer_space.rights.models",
    "customer_space.feedback.models",
    "customer_space.gate.waiting.models",
    "customer_space.gate.audiences.models",
)
PAGES = (
    customer_space.accounts.pages,
    customer_space.gate.api,
    customer_space.gate.pages,
    customer_space.gate.outreach,
    customer_space.gate.unsubscribe.pages,
    customer_space.gate.questions.pages,
    customer_space.gate.receipts.pages,
    customer_space.gate.receipts.copies,
    customer_space.gate.signals.api,
    customer_space.gate.changes.api,
    customer_space.gate.webhooks.pages,
    customer_space.preferences.pages,
    customer_space.accounts.answering,
    customer_space.accounts.admin,
    customer_space.plans.pages,
    customer_space.plans.rhythm_pages,
    customer_space.plans.history_pages,
    customer_space.plans.scores.pages,
    customer_space.plans.calendar.pages,
    customer_space.plans.review.pages,
    customer_space.initiatives.pages,
    customer_space.initiatives.step_pages,
    customer_space.feedback.pages,
    customer_space.gate.audiences.doors,
    customer_space.exchange.pages,
    customer_space.rights.pages,
    customer_space.rights.merging.pages,
)
LIVE = (
    customer_space.accounts.live,
    customer_space.gate.live,
    customer_space.preferences.live,
    customer_space.documents.live,
    customer_space.plans.live,
    customer_space.initiatives.live,
    customer_space.exchange.live,
    customer_space.feedback.live,
)
