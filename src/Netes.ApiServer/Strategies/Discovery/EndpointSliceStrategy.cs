using Netes.Api.DiscoveryV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.Core;

namespace Netes.ApiServer.Strategies.Discovery;

/// <summary>https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/</summary>
internal sealed class EndpointSliceStrategy : Strategy<EndpointSlice>
{
    public override bool HasGeneration => true;

    public override ITablePrinter Table => EndpointSlicePrinter.Instance;

    public override void Default(EndpointSlice slice)
    {
        foreach (var port in slice.Ports ?? [])
        {
            port.Name ??= "";
            port.Protocol ??= "TCP";
        }
    }

    /// <summary>The old map of topology labels is only kept where it already is.</summary>
    public override void PrepareForCreate(EndpointSlice slice, StrategyContext context)
    {
        foreach (var endpoint in slice.Endpoints ?? []) endpoint.DeprecatedTopology = null;
    }

    public override void PrepareForUpdate(EndpointSlice slice, EndpointSlice old, StrategyContext context)
    {
        if ((old.Endpoints ?? []).All(e => e.DeprecatedTopology is null)) PrepareForCreate(slice, context);
    }

    public override bool DesiredStateChanged(EndpointSlice slice, EndpointSlice old)
    {
        // Everything but the metadata counts, and of that the labels.
        var mine = slice.Clone();
        mine.Metadata = old.Metadata;
        return !mine.DeepEquals(old) || !Same(slice.Metadata.Labels, old.Metadata.Labels);
    }

    private static bool Same(Dictionary<string, string>? a, Dictionary<string, string>? b) =>
        (a?.Count ?? 0) == (b?.Count ?? 0) && (a ?? []).All(p => b!.TryGetValue(p.Key, out var value) && value == p.Value);

    public override ErrorList Validate(EndpointSlice slice)
    {
        var errors = new ErrorList();
        EndpointSliceRules.Validate(errors, slice);
        return errors;
    }

    public override ErrorList ValidateUpdate(EndpointSlice slice, EndpointSlice old)
    {
        var errors = Validate(slice);
        if (slice.AddressType != old.AddressType)
            errors.Add(FieldError.Invalid(FieldPath.Of("addressType"), slice.AddressType, Messages.Immutable));
        return errors;
    }

    public override IEnumerable<string> WarningsOnCreate(EndpointSlice slice) =>
        slice.AddressType == "FQDN" ? ["spec.addressType: FQDN endpoints are deprecated"] : [];
}
