using Netes.Api.StorageV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.Storage;

namespace Netes.ApiServer.Strategies.Storage;

/// <summary>https://kubernetes-csi.github.io/docs/csi-node-object.html</summary>
internal sealed class CsiNodeStrategy : Strategy<CSINode>
{
    private static readonly FieldPath SpecPath = FieldPath.Of("spec");

    public override bool AllowUnconditionalUpdate => false;

    public override bool ReturnsDeletedObject => true;

    public override ITablePrinter Table => StoragePrinters.Nodes;

    public override ErrorList Validate(CSINode node)
    {
        var errors = new ErrorList();
        CsiNodeRules.Validate(errors, node.Spec, SpecPath);
        return errors;
    }

    public override ErrorList ValidateUpdate(CSINode node, CSINode old)
    {
        var errors = Validate(node);
        CsiNodeRules.Update(errors, node.Spec, old.Spec, SpecPath);
        return errors;
    }
}
