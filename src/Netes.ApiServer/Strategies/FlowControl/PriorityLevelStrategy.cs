using Netes.Api.FlowControlV1;
using Netes.Api.Validation;
using Netes.ApiServer.FlowControl;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.FlowControl;

namespace Netes.ApiServer.Strategies.FlowControl;

/// <summary>https://kubernetes.io/docs/concepts/cluster-administration/flow-control/#prioritylevelconfiguration</summary>
internal sealed class PriorityLevelStrategy : Strategy<PriorityLevelConfiguration>
{
    public override bool HasGeneration => true;

    public override ITablePrinter Table => FlowControlPrinters.Levels;

    public override void Default(PriorityLevelConfiguration level)
    {
        if (level.Metadata.Name == BootstrapFlows.Exempt) level.Spec.Exempt ??= new();
        if (level.Spec.Exempt is { } exempt)
        {
            exempt.NominalConcurrencyShares ??= 0;
            exempt.LendablePercent ??= 0;
        }
        if (level.Spec.Limited is not { } limited) return;
        limited.NominalConcurrencyShares ??= 30;
        limited.LendablePercent ??= 0;
        if (limited.LimitResponse.Queuing is not { } queuing) return;
        if (queuing.HandSize == 0) queuing.HandSize = 8;
        if (queuing.Queues == 0) queuing.Queues = 64;
        if (queuing.QueueLengthLimit == 0) queuing.QueueLengthLimit = 50;
    }

    public override void PrepareForCreate(PriorityLevelConfiguration level, StrategyContext context) => level.Status = new();

    public override void PrepareForUpdate(PriorityLevelConfiguration level, PriorityLevelConfiguration old, StrategyContext context) =>
        level.Status = old.Status;

    public override PriorityLevelConfiguration PrepareForStatusUpdate(PriorityLevelConfiguration level, PriorityLevelConfiguration old,
        StrategyContext context)
    {
        level.Spec = old.Spec;
        StatusMetadata.Keep(level.Metadata, old.Metadata);
        return level;
    }

    public override bool DesiredStateChanged(PriorityLevelConfiguration level, PriorityLevelConfiguration old) =>
        !level.Spec.DeepEquals(old.Spec);

    public override ErrorList Validate(PriorityLevelConfiguration level)
    {
        var errors = new ErrorList();
        PriorityLevelRules.Validate(errors, level);
        return errors;
    }

    public override ErrorList ValidateStatusUpdate(PriorityLevelConfiguration level, PriorityLevelConfiguration old) => Validate(level);
}
