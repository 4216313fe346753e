"""Operating lines, investment projects, cost keys, payments on account and cost estimates.

The `violation_error_code` of a constraint names the field at which a form shows it.
"""

# At the end, since they are made of the ones above.
from budget.allocations.models import AllocationPart, AllocationRun  # noqa: F401
from budget.estimates.models import CostEstimate as CostEstimate
from budget.estimates.models import CostEstimateLine as CostEstimateLine
from budget.estimates.models import DeclinedEstimate  # noqa: F401  # made of the runs
from budget.estimates.models import PriceTier as PriceTier
from budget.frame.models import FrameChange  # noqa: F401
from budget.investments.models import BudgetRevision, CarryOver  # noqa: F401
from budget.invoices.models import SentInvoice  # noqa: F401  # made of the runs
from budget.keys.models import CostKey as CostKey
from budget.keys.models import CostKeyShare as CostKeyShare
from budget.keys.models import InhabitantCount, KeyCalculation  # noqa: F401
from budget.ledger.models import AccountEntry, AccountImport, AccountMapping, AccountTotal  # noqa: F401
from budget.lines.models import BudgetLine as BudgetLine
from budget.lines.models import LineForecast, MonthShare  # noqa: F401
from budget.lines.models import VarianceCause as VarianceCause
from budget.plan.models import FinancialPlan, PlanChange, PlanLine, PlanYear  # noqa: F401
from budget.projects.models import InvestmentProject as InvestmentProject
from budget.projects.models import PaymentOnAccount as PaymentOnAccount
from budget.years.models import AccountingYear  # noqa: F401
