using Netes.Api.CoreV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.Core;

namespace Netes.ApiServer.Strategies.Core;

/// <summary>https://kubernetes.io/docs/concepts/architecture/nodes/</summary>
internal sealed class NodeStrategy : Strategy<Node>
{
    public override ITablePrinter Table => NodePrinter.Instance;

    public override IReadOnlyList<string> SelectableFields { get; } = ["spec.unschedulable"];

    public override string SelectableField(Node node, string field) => node.Spec.Unschedulable ? "true" : "false";

    public override void Default(Node node)
    {
        foreach (var amounts in (Dictionary<string, Netes.Api.Quantity>?[])[node.Status.Capacity, node.Status.Allocatable])
            ContainerDefaults.RoundAmounts(amounts);
        // What can be given is all there is, until somebody says less.
        if (node.Status.Allocatable is not { Count: > 0 } && node.Status.Capacity is { Count: > 0 } capacity)
            node.Status.Allocatable = new(capacity);
        // podCIDR is the first of podCIDRs; where they disagree, the older field is right.
        if (node.Spec.PodCIDR.Length > 0 && (node.Spec.PodCIDRs is not [var listed, ..] || listed != node.Spec.PodCIDR))
            node.Spec.PodCIDRs = [node.Spec.PodCIDR];
        node.Spec.PodCIDR = node.Spec.PodCIDRs is [var first, ..] ? first : "";
    }

    /// <summary>Configuration by the API was never more than an experiment.</summary>
    public override void PrepareForCreate(Node node, StrategyContext context) => node.Spec.ConfigSource = null;

    public override void PrepareForUpdate(Node node, Node old, StrategyContext context)
    {
        node.Status = old.Status;
        node.Spec.ConfigSource = null;
    }

    public override Node PrepareForStatusUpdate(Node node, Node old, StrategyContext context)
    {
        node.Spec = old.Spec;
        return node;
    }

    public override ErrorList Validate(Node node)
    {
        var errors = new ErrorList();
        NodeRules.Validate(errors, node);
        return errors;
    }

    public override ErrorList ValidateUpdate(Node node, Node old)
    {
        var errors = new ErrorList();
        NodeRules.Update(errors, node, old);
        return errors;
    }

    public override ErrorList ValidateStatusUpdate(Node node, Node old) => ValidateUpdate(node, old);
}
