using Netes.Cel;

namespace Netes.ApiServer.Validation;

/// <summary>
/// What selectors of devices may name: the device's driver, and its attributes and capacities by domain and name
/// (https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/).
/// </summary>
internal static class DeviceExpressions
{
    private static readonly DeclaredType Text = DeclaredType.String(CelType.String, -1);

    private static readonly DeclaredType Device = DeclaredType.Object("kubernetes.DRADevice",
    [
        new("driver", Text),
        new("attributes", ByDomain(DeclaredType.Dyn())),
        new("capacity", ByDomain(DeclaredType.Scalar(CelType.Opaque("kubernetes.Quantity")))),
        new("allowMultipleAllocations", DeclaredType.Scalar(CelType.Bool)),
    ]);

    public static CelEnvironment Environment { get; } = CelEnvironments.Devices.With(new DeclaredTypes(Device)).With(("device", Device.Type));

    private static DeclaredType ByDomain(DeclaredType value) => DeclaredType.Map(Text, DeclaredType.Map(Text, value, -1), -1);
}
