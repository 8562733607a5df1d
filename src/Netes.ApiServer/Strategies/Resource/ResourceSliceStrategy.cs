using Netes.Api.ResourceV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.Resource;

namespace Netes.ApiServer.Strategies.Resource;

/// <summary>https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/#resourceslice</summary>
internal sealed class ResourceSliceStrategy : Strategy<ResourceSlice>
{
    private static readonly FieldPath SpecPath = FieldPath.Of("spec");

    public override bool HasGeneration => true;

    public override bool ReturnsDeletedObject => true;

    public override ITablePrinter Table => ResourcePrinters.Slices;

    public override IReadOnlyList<string> SelectableFields => ["spec.driver", "spec.nodeName"];

    public override string UnknownSelectableField(string field) =>
        $"field label not supported for resource.k8s.io/v1, Kind=ResourceSlice: {field}";

    public override string SelectableField(ResourceSlice slice, string field) =>
        field == "spec.driver" ? slice.Spec.Driver : slice.Spec.NodeName ?? "";

    public override void PrepareForCreate(ResourceSlice slice, StrategyContext context) => Prepare(slice, context);

    public override void PrepareForUpdate(ResourceSlice slice, ResourceSlice old, StrategyContext context) => Prepare(slice, context);

    private static void Prepare(ResourceSlice slice, StrategyContext context)
    {
        foreach (var device in slice.Spec.Devices ?? [])
        {
            // Devices that stand for a node's own resources (KEP-5517) and lists of attributes (KEP-5491) are experiments, and off.
            device.NodeAllocatableResourceMappings = null;
            foreach (var attribute in (device.Attributes ?? []).Values)
                (attribute.Bools, attribute.Ints, attribute.Strings, attribute.Versions) = (null, null, null, null);
            foreach (var taint in device.Taints ?? []) taint.TimeAdded ??= context.Now;
        }
    }

    public override bool DesiredStateChanged(ResourceSlice slice, ResourceSlice old) => !slice.Spec.DeepEquals(old.Spec);

    public override ErrorList Validate(ResourceSlice slice) => Check(slice.Spec, null);

    public override ErrorList ValidateUpdate(ResourceSlice slice, ResourceSlice old) => Check(slice.Spec, old.Spec);

    private static ErrorList Check(ResourceSliceSpec spec, ResourceSliceSpec? old)
    {
        var errors = new ErrorList();
        ResourceSliceRules.Validate(errors, spec, old, SpecPath);
        return errors;
    }
}
