using System.Text;
using Netes.Api.ResourceV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Resource;

/// <summary>What a driver reports of a device that a claim got.</summary>
internal static class DeviceStatusRules
{
    private const int MostConditions = 8;
    private const int MostAddresses = 16;
    private const int InterfaceMaxBytes = 256;
    private const int HardwareAddressMaxBytes = 128;

    public static string Id(AllocatedDeviceStatus device) => Id(device.Driver, device.Pool, device.Device, device.ShareID);

    public static string Id(string driver, string pool, string device, string? share) =>
        $"{driver}/{pool}/{device}" + (share is null ? "" : "/" + share);

    public static void Validate(ErrorList errors, AllocatedDeviceStatus device, HashSet<string> allocated, FieldPath path)
    {
        DeviceNames.Driver(errors, device.Driver, path.Child("driver"));
        DeviceNames.Pool(errors, device.Pool, path.Child("pool"));
        DeviceNames.Label(errors, device.Device, path.Child("device"));
        if (device.ShareID is { } share) ShareId(errors, share, path.Child("shareID"));
        if (!allocated.Contains(Id(device))) errors.Add(FieldError.Invalid(path, Id(device), "must be an allocated device in the claim"));
        var conditions = path.Child("conditions");
        if (device.Conditions?.Count > MostConditions) errors.Add(FieldError.TooMany(conditions, device.Conditions.Count, MostConditions));
        ConditionRules.Validate(errors, device.Conditions, conditions);
        if (device.Data is { Utf8.IsEmpty: false } data) DeviceConfigurationRules.JsonObject(errors, data, stored: false, path.Child("data"));
        if (device.NetworkData is { } network) Network(errors, network, path.Child("networkData"));
    }

    private static void Network(ErrorList errors, NetworkDeviceData network, FieldPath path)
    {
        if (Encoding.UTF8.GetByteCount(network.InterfaceName) > InterfaceMaxBytes)
            errors.Add(FieldError.TooLong(path.Child("interfaceName"), InterfaceMaxBytes));
        if (Encoding.UTF8.GetByteCount(network.HardwareAddress) > HardwareAddressMaxBytes)
            errors.Add(FieldError.TooLong(path.Child("hardwareAddress"), HardwareAddressMaxBytes));
        Lists.Set(errors, network.Ips, MostAddresses, path.Child("ips"), ip => ip, (ip, at) => Address(errors, ip, at));
    }

    /// <summary>An interface's address with the length of its network's prefix, in the one way that RFC 5952 writes it.</summary>
    private static void Address(ErrorList errors, string value, FieldPath path)
    {
        var slash = value.IndexOf('/');
        if (slash < 0 || !IpRules.TryParseStrict(value[..slash], out var address) ||
            !int.TryParse(value.AsSpan(slash + 1), System.Globalization.NumberStyles.None, null, out var prefix) ||
            prefix > (IpRules.IsIPv6(address) ? 128 : 32))
        {
            errors.Add(FieldError.Invalid(path, value,
                "must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)"));
            return;
        }
        var canonical = $"{address}/{prefix}";
        if (canonical != value)
            errors.Add(FieldError.Invalid(path, value, $"must be in canonical form ({GoValue.Quote(canonical)})"));
    }

    public static void ShareId(ErrorList errors, string id, FieldPath path)
    {
        if (!Guid.TryParse(id, out var parsed))
            errors.Add(FieldError.Invalid(path, id, $"error validating uid: invalid UUID length: {id.Length}"));
        else if (parsed.ToString("D") != id)
        {
            errors.Add(FieldError.Invalid(path, id, "uid must be in RFC 4122 normalized form, " +
                "`xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` with lowercase hexadecimal characters"));
        }
    }
}
