using Netes.Api.SchedulingV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.Scheduling;

namespace Netes.ApiServer.Strategies.Scheduling;

/// <summary>https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/#priorityclass</summary>
internal sealed class PriorityClassStrategy : Strategy<PriorityClass>
{
    public override bool HasGeneration => true;

    public override ITablePrinter Table => SchedulingPrinters.PriorityClasses;

    public override void Default(PriorityClass priorityClass) => priorityClass.PreemptionPolicy ??= "PreemptLowerPriority";

    /// <summary>What a class says can't change, but for its description and whether it is the default, which don't count.</summary>
    public override bool DesiredStateChanged(PriorityClass priorityClass, PriorityClass old) => false;

    public override ErrorList Validate(PriorityClass priorityClass)
    {
        var errors = new ErrorList();
        PriorityClassRules.Create(errors, priorityClass);
        return errors;
    }

    public override ErrorList ValidateUpdate(PriorityClass priorityClass, PriorityClass old)
    {
        var errors = new ErrorList();
        PriorityClassRules.Update(errors, priorityClass, old);
        return errors;
    }
}
