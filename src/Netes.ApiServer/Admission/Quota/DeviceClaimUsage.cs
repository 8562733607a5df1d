using Netes.Api;
using Netes.Api.ResourceV1;

namespace Netes.ApiServer.Admission.Quota;

/// <summary>Counts resource claims and, for each device class, the devices that they may take (KEP-4381).</summary>
internal sealed class DeviceClaimUsage : IUsageEvaluator
{
    private const string ClassSuffix = ".deviceclass.resource.k8s.io/devices";
    private const long MostDevices = 32;
    private static readonly string CountName = ObjectCount.NameOf("resource.k8s.io", "resourceclaims");

    public bool Handles(AdmissionRequest request) =>
        request.Subresource.Length == 0 && request.Operation is AdmissionOperation.Create or AdmissionOperation.Update;

    public bool Tracks(string resource) => resource == CountName || resource.EndsWith(ClassSuffix, StringComparison.Ordinal);

    public Dictionary<string, Quantity> Usage(IApiKind obj)
    {
        var devices = new Dictionary<string, long>();
        foreach (DeviceRequest request in ((ResourceClaim)obj).Spec.Devices.Requests ?? [])
        {
            if (request.Exactly is { } exact) devices[exact.DeviceClassName] = devices.GetValueOrDefault(exact.DeviceClassName) + Most(exact.AllocationMode, exact.Count);
            // One of the alternatives is taken, nobody knows which: of each class the largest counts.
            foreach (var alternatives in (request.FirstAvailable ?? []).GroupBy(s => s.DeviceClassName))
                devices[alternatives.Key] = devices.GetValueOrDefault(alternatives.Key) + alternatives.Max(s => Most(s.AllocationMode, s.Count));
        }
        var usage = devices.ToDictionary(d => d.Key + ClassSuffix, d => Quantity.FromUnits(d.Value));
        usage[CountName] = Quantity.FromUnits(1);
        return usage;
    }

    private static long Most(string mode, long count) => mode == "All" ? MostDevices : count;
}
