using Netes.Api.ResourceV1;
using Netes.Api.Validation;
using Netes.ApiServer.Validation.Pods;

namespace Netes.ApiServer.Validation.Resource;

/// <summary>What schedulers and drivers may write into a claim's status.</summary>
internal static class ClaimStatusRules
{
    private const int MostConsumers = 256;
    private const int MostResults = 32;

    public static void Update(ErrorList errors, ResourceClaim claim, ResourceClaimStatus old)
    {
        var path = FieldPath.Of("status");
        var status = claim.Status;
        var reserved = path.Child("reservedFor");
        Lists.Set(errors, status.ReservedFor, MostConsumers, reserved, c => c.Uid, (consumer, at) => Consumer(errors, consumer, at));
        var allocated = (status.Allocation?.Devices.Results ?? []).Select(r => DeviceStatusRules.Id(r.Driver, r.Pool, r.Device, r.ShareID)).ToHashSet();
        Lists.Set(errors, status.Devices, int.MaxValue, path.Child("devices"), DeviceStatusRules.Id,
            (device, at) => DeviceStatusRules.Validate(errors, device, allocated, at));
        if (status.ReservedFor is { Count: > 0 } consumers)
        {
            if (status.Allocation is null)
                errors.Add(FieldError.Forbidden(reserved, "may not be specified when `allocated` is not set"));
            else if (claim.Metadata.DeletionTimestamp is not null && consumers.Any(c => old.ReservedFor?.Exists(o => o.DeepEquals(c)) is not true))
            {
                errors.Add(FieldError.Forbidden(reserved,
                    "new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set"));
            }
        }
        if (status.Allocation is not { } allocation) return;
        var at = path.Child("allocation");
        if (old.Allocation is null) Allocation(errors, allocation, new RequestNames(claim.Spec.Devices), at);
        else if (!allocation.DeepEquals(old.Allocation))
        {
            errors.Add(FieldError.Invalid(at, new JsonText(System.Text.Encoding.UTF8.GetString(Netes.Api.ApiJson.SerializeValue(allocation))),
                Messages.Immutable));
        }
    }

    private static void Consumer(ErrorList errors, ResourceClaimConsumerReference consumer, FieldPath path)
    {
        VolumeRules.Required(errors, consumer.Resource, path.Child("resource"));
        VolumeRules.Required(errors, consumer.Name, path.Child("name"));
        VolumeRules.Required(errors, consumer.Uid, path.Child("uid"));
    }

    private static void Allocation(ErrorList errors, AllocationResult allocation, RequestNames names, FieldPath path)
    {
        var devices = path.Child("devices");
        Lists.Each(errors, allocation.Devices.Results, MostResults, devices.Child("results"), (result, at) => Result(errors, result, names, at));
        Lists.Each(errors, allocation.Devices.Config, 2 * DeviceClaimRules.MostConfigurations, devices.Child("config"), (config, at) =>
        {
            if (config.Source.Length == 0) errors.Add(FieldError.Required(at.Child("source")));
            else SetRules.OneOf(errors, config.Source, at.Child("source"), "FromClaim", "FromClass");
            DeviceClaimRules.References(errors, config.Requests, names, at.Child("requests"));
            DeviceConfigurationRules.Configuration(errors, config, stored: false, at);
        });
        if (allocation.NodeSelector is { } selector) AffinityRules.NodeSelector(errors, selector, path.Child("nodeSelector"));
    }

    private static void Result(ErrorList errors, DeviceRequestAllocationResult result, RequestNames names, FieldPath path)
    {
        DeviceClaimRules.Reference(errors, result.Request, names, path.Child("request"));
        DeviceNames.Driver(errors, result.Driver, path.Child("driver"));
        DeviceNames.Pool(errors, result.Pool, path.Child("pool"));
        DeviceNames.Label(errors, result.Device, path.Child("device"));
        BindingConditionRules.Validate(errors, result.BindingConditions, result.BindingFailureConditions, path);
        DeviceTaintRules.Tolerations(errors, result.Tolerations, path.Child("tolerations"));
        if (result.ShareID is { } share) DeviceStatusRules.ShareId(errors, share, path.Child("shareID"));
    }
}
