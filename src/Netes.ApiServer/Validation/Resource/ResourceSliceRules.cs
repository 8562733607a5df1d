using Netes.Api.ResourceV1;
using Netes.Api.Validation;
using Netes.ApiServer.Validation.Pods;

namespace Netes.ApiServer.Validation.Resource;

/// <summary>The rules of a ResourceSlice, which says what devices a driver has.</summary>
internal static class ResourceSliceRules
{
    private const int MostDevices = 128;

    /// <summary>Where devices have taints, counters or lists of attributes.</summary>
    private const int MostRichDevices = 64;
    private const int MostCounterSets = 8;

    public static void Validate(ErrorList errors, ResourceSliceSpec spec, ResourceSliceSpec? old, FieldPath path)
    {
        DeviceNames.Driver(errors, spec.Driver, path.Child("driver"));
        Pool(errors, spec.Pool, path.Child("pool"));
        if (old is not null)
        {
            SetRules.Immutable(errors, spec.Pool.Name, old.Pool.Name, path.Child("pool", "name"));
            SetRules.Immutable(errors, spec.Driver, old.Driver, path.Child("driver"));
            SetRules.Immutable(errors, spec.NodeName, old.NodeName, path.Child("nodeName"));
        }
        Nodes(errors, spec, path);
        if (spec.SharedCounters is not null && spec.Devices is not null)
            errors.Add(FieldError.Invalid(path, "", "only one of `sharedCounters` or `devices` is allowed"));
        var before = old?.Devices?.DistinctBy(d => d.Name).ToDictionary(d => d.Name);
        Lists.Set(errors, spec.Devices, spec.Devices?.Exists(IsRich) is true ? MostRichDevices : MostDevices, path.Child("devices"), d => d.Name,
            (device, at) => DeviceRules.Validate(errors, device, before?.GetValueOrDefault(device.Name), spec.PerDeviceNodeSelection is true, at));
        Lists.Set(errors, spec.SharedCounters, MostCounterSets, path.Child("sharedCounters"), s => s.Name,
            (set, at) => DeviceCounterRules.Counters(errors, set.Name, "name", set.Counters, at));
    }

    private static bool IsRich(Device device) => device.Taints is { Count: > 0 } || device.ConsumesCounters is { Count: > 0 } ||
        device.Attributes?.Values.Any(a => a.Bools is not null || a.Ints is not null || a.Strings is not null || a.Versions is not null) is true;

    private static void Pool(ErrorList errors, ResourcePool pool, FieldPath path)
    {
        DeviceNames.Pool(errors, pool.Name, path.Child("name"));
        if (pool.ResourceSliceCount <= 0)
            errors.Add(FieldError.Invalid(path.Child("resourceSliceCount"), pool.ResourceSliceCount, "must be greater than zero"));
        if (pool.Generation < 0)
            errors.Add(FieldError.Invalid(path.Child("generation"), pool.Generation, "must be greater than or equal to zero"));
    }

    private static void Nodes(ErrorList errors, ResourceSliceSpec spec, FieldPath path)
    {
        const string One = "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required";
        var set = new List<string>();
        if (spec.NodeName is { Length: > 0 } name)
        {
            set.Add("`nodeName`");
            DeviceNames.Node(errors, name, path.Child("nodeName"));
        }
        else if (spec.NodeName is not null)
        {
            errors.Add(FieldError.Invalid(path.Child("nodeName"), spec.NodeName, "must be either unset or set to a non-empty string"));
        }
        if (spec.NodeSelector is { } selector)
        {
            set.Add("`nodeSelector`");
            AffinityRules.NodeSelector(errors, selector, path.Child("nodeSelector"));
            if (selector.NodeSelectorTerms?.Count is not 1)
            {
                errors.Add(FieldError.Invalid(path.Child("nodeSelector", "nodeSelectorTerms"), new JsonText("[...]"),
                    "must have exactly one node selector term"));
            }
        }
        SetOrTrue(errors, spec.AllNodes, "allNodes", set, path);
        SetOrTrue(errors, spec.PerDeviceNodeSelection, "perDeviceNodeSelection", set, path);
        if (set.Count == 0) errors.Add(FieldError.Required(path, One));
        else if (set.Count > 1)
            errors.Add(FieldError.Invalid(path, "{" + string.Join(", ", set) + "}", One + ", but multiple fields are set"));
    }

    internal static void SetOrTrue(ErrorList errors, bool? value, string name, List<string> set, FieldPath path)
    {
        if (value is true) set.Add($"`{name}`");
        else if (value is false) errors.Add(FieldError.Invalid(path.Child(name), false, "must be either unset or set to true"));
    }
}
