using Netes.Api.ResourceV1;

namespace Netes.ApiServer.Strategies.Resource;

/// <summary>The defaults of a claim's requests.</summary>
internal static class DeviceClaimDefaults
{
    public static void Apply(ResourceClaimSpec spec)
    {
        foreach (var request in spec.Devices.Requests ?? [])
        {
            if (request.Exactly is { } exactly)
            {
                if (exactly.AllocationMode.Length == 0) exactly.AllocationMode = "ExactCount";
                if (exactly is { AllocationMode: "ExactCount", Count: 0 }) exactly.Count = 1;
                Tolerations(exactly.Tolerations);
            }
            foreach (var alternative in request.FirstAvailable ?? [])
            {
                if (alternative.AllocationMode.Length == 0) alternative.AllocationMode = "ExactCount";
                if (alternative is { AllocationMode: "ExactCount", Count: 0 }) alternative.Count = 1;
                Tolerations(alternative.Tolerations);
            }
        }
    }

    private static void Tolerations(List<DeviceToleration>? tolerations)
    {
        foreach (var toleration in tolerations ?? [])
        {
            if (toleration.Operator.Length == 0) toleration.Operator = "Equal";
        }
    }
}
