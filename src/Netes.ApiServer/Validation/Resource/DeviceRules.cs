using Netes.Api.ResourceV1;
using Netes.Api.Validation;
using Netes.ApiServer.Validation.Pods;

namespace Netes.ApiServer.Validation.Resource;

/// <summary>The rules of one device in a ResourceSlice. What an update left alone is not checked again.</summary>
internal static class DeviceRules
{
    private const int MostAttributesAndCapacities = 32;
    private const int MostAttributeValues = 48;
    private const int MostTaints = 16;

    public static void Validate(ErrorList errors, Device device, Device? old, bool perDevice, FieldPath path)
    {
        DeviceNames.Label(errors, device.Name, path.Child("name"));
        var facts = (device.Attributes?.Count ?? 0) + (device.Capacity?.Count ?? 0);
        if (facts > MostAttributesAndCapacities)
        {
            errors.Add(FieldError.Invalid(path, facts,
                $"the total number of attributes and capacities must not exceed {MostAttributesAndCapacities}"));
        }
        var values = (device.Attributes ?? []).Values.Sum(DeviceAttributeRules.Values);
        if (values > MostAttributeValues)
            errors.Add(FieldError.Invalid(path, values, $"the total number of attribute values must not exceed {MostAttributeValues}"));
        Lists.Map(errors, device.Attributes, int.MaxValue, path.Child("attributes"), (name, at) => DeviceNames.Qualified(errors, name, at),
            (attribute, at) => DeviceAttributeRules.Validate(errors, attribute, at));
        if (old is null || !SameCapacity(device.Capacity, old.Capacity))
        {
            Lists.Map(errors, device.Capacity, int.MaxValue, path.Child("capacity"), (name, at) => DeviceNames.Qualified(errors, name, at),
                (capacity, at) => DeviceCapacityRules.Validate(errors, capacity, device.AllowMultipleAllocations is true, at));
        }
        if (old is null || !SameTaints(device.Taints, old.Taints))
        {
            Lists.Each(errors, device.Taints, MostTaints, path.Child("taints"), (taint, at) => DeviceTaintRules.Taint(errors, taint, at));
        }
        DeviceCounterRules.Consumed(errors, device.ConsumesCounters, path.Child("consumesCounters"));
        if (perDevice) Nodes(errors, device, path);
        else if (device.NodeName is not null || device.NodeSelector is not null || device.AllNodes is not null)
        {
            errors.Add(FieldError.Invalid(path, null, "`nodeName`, `nodeSelector` and `allNodes` can only be set if " +
                "`perDeviceNodeSelection` is set to true in the ResourceSlice spec"));
        }
        BindingConditionRules.Validate(errors, device.BindingConditions, device.BindingFailureConditions, path);
    }

    private static void Nodes(ErrorList errors, Device device, FieldPath path)
    {
        const string One = "exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` is set to " +
            "true in the ResourceSlice spec";
        var set = new List<string>();
        if (device.NodeName is { Length: > 0 } name)
        {
            set.Add("`nodeName`");
            DeviceNames.Node(errors, name, path.Child("nodeName"));
        }
        else if (device.NodeName is not null)
        {
            errors.Add(FieldError.Invalid(path.Child("nodeName"), device.NodeName, "must not be empty"));
        }
        if (device.NodeSelector is { } selector)
        {
            set.Add("`nodeSelector`");
            AffinityRules.NodeSelector(errors, selector, path.Child("nodeSelector"));
        }
        ResourceSliceRules.SetOrTrue(errors, device.AllNodes, "allNodes", set, path);
        if (set.Count == 0) errors.Add(FieldError.Required(path, One));
        else if (set.Count > 1) errors.Add(FieldError.Invalid(path, "{" + string.Join(", ", set) + "}", One));
    }

    private static bool SameCapacity(Dictionary<string, DeviceCapacity>? a, Dictionary<string, DeviceCapacity>? b) =>
        (a?.Count ?? 0) == (b?.Count ?? 0) &&
        (a is null || a.All(p => b is not null && b.TryGetValue(p.Key, out var other) && p.Value.DeepEquals(other)));

    private static bool SameTaints(List<DeviceTaint>? a, List<DeviceTaint>? b) =>
        (a?.Count ?? 0) == (b?.Count ?? 0) && (a is null || a.Zip(b ?? []).All(pair => pair.First.DeepEquals(pair.Second)));
}
