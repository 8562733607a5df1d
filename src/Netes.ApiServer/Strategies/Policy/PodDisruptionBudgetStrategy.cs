using Netes.Api.PolicyV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.Policy;

namespace Netes.ApiServer.Strategies.Policy;

/// <summary>https://kubernetes.io/docs/tasks/run-application/configure-pdb/</summary>
internal sealed class PodDisruptionBudgetStrategy : Strategy<PodDisruptionBudget>
{
    public override bool HasGeneration => true;

    public override bool AllowUnconditionalUpdate => false;

    public override ITablePrinter Table => PolicyPrinters.DisruptionBudgets;

    public override void PrepareForCreate(PodDisruptionBudget budget, StrategyContext context) => budget.Status = new();

    public override void PrepareForUpdate(PodDisruptionBudget budget, PodDisruptionBudget old, StrategyContext context) => budget.Status = old.Status;

    public override PodDisruptionBudget PrepareForStatusUpdate(PodDisruptionBudget budget, PodDisruptionBudget old, StrategyContext context)
    {
        budget.Spec = old.Spec;
        return budget;
    }

    public override bool DesiredStateChanged(PodDisruptionBudget budget, PodDisruptionBudget old) => !budget.Spec.DeepEquals(old.Spec);

    public override ErrorList Validate(PodDisruptionBudget budget)
    {
        var errors = new ErrorList();
        DisruptionBudgetRules.Validate(errors, budget.Spec);
        return errors;
    }

    public override ErrorList ValidateStatusUpdate(PodDisruptionBudget budget, PodDisruptionBudget old)
    {
        var errors = new ErrorList();
        DisruptionBudgetRules.Status(errors, budget.Status);
        return errors;
    }
}
