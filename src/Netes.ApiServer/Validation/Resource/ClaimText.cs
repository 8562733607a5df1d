using System.Text;
using Netes.Api;
using Netes.Api.ResourceV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Resource;

/// <summary>Claims as messages show them: the API server's own structures.</summary>
internal static class ClaimText
{
    public static JsonText Of(ResourceClaimSpec spec) => new GoStruct().Add("Devices", Devices(spec.Devices)).Text;

    /// <summary>The metadata's members stand beside the claim.</summary>
    public static JsonText Of(ResourceClaimTemplateSpec template)
    {
        var metadata = Encoding.UTF8.GetString(ApiJson.SerializeValue(template.Metadata))[1..^1];
        return new("{" + metadata + (metadata.Length > 0 ? "," : "") + "\"Spec\":" + Of(template.Spec).Text + "}");
    }

    private static JsonText Devices(DeviceClaim claim) => new GoStruct()
        .Add("Requests", claim.Requests?.ConvertAll(Request))
        .Add("Constraints", claim.Constraints?.ConvertAll(c => new GoStruct().Add("Requests", c.Requests)
            .Add("MatchAttribute", c.MatchAttribute).Add("DistinctAttribute", c.DistinctAttribute).Text))
        .Add("Config", claim.Config?.ConvertAll(c => new GoStruct().Add("Requests", c.Requests)
            .Add("Opaque", c.Opaque is { } o ? new GoStruct().Add("Driver", o.Driver)
                .Add("Parameters", new JsonText(o.Parameters?.ToString() ?? "null")).Text : null).Text))
        .Text;

    private static JsonText Request(DeviceRequest request) => new GoStruct().Add("Name", request.Name)
        .Add("Exactly", request.Exactly is { } e ? new GoStruct().Add("DeviceClassName", e.DeviceClassName)
            .Add("Selectors", Selectors(e.Selectors)).Add("AllocationMode", e.AllocationMode).Add("Count", e.Count)
            .Add("AdminAccess", e.AdminAccess).Add("Tolerations", Tolerations(e.Tolerations)).Add("Capacity", Capacity(e.Capacity)).Text : null)
        .Add("FirstAvailable", request.FirstAvailable?.ConvertAll(s => new GoStruct().Add("Name", s.Name)
            .Add("DeviceClassName", s.DeviceClassName).Add("Selectors", Selectors(s.Selectors)).Add("AllocationMode", s.AllocationMode)
            .Add("Count", s.Count).Add("Tolerations", Tolerations(s.Tolerations)).Add("Capacity", Capacity(s.Capacity)).Text))
        .Text;

    private static List<JsonText>? Selectors(List<DeviceSelector>? selectors) => selectors?.ConvertAll(s => new GoStruct()
        .Add("CEL", s.Cel is { } cel ? new GoStruct().Add("Expression", cel.Expression).Text : null).Text);

    private static List<JsonText>? Tolerations(List<DeviceToleration>? tolerations) => tolerations?.ConvertAll(t => new GoStruct()
        .Add("Key", t.Key).Add("Operator", t.Operator).Add("Value", t.Value).Add("Effect", t.Effect)
        .Add("TolerationSeconds", t.TolerationSeconds).Text);

    private static JsonText? Capacity(CapacityRequirements? capacity) =>
        capacity is null ? null : new GoStruct().Add("Requests", capacity.Requests?.ToDictionary(p => p.Key, p => p.Value.ToString())).Text;
}
