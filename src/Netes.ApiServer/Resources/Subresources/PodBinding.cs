using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Api.MetaV1;
using Netes.Api.Validation;
using Netes.ApiServer.Admission;
using Netes.ApiServer.Http;

namespace Netes.ApiServer.Resources.Subresources;

/// <summary>POST pods/NAME/binding and POST bindings: assigns a Pod to a node, which the scheduler does.</summary>
internal sealed class PodBinding(ObjectWriter writer, AdmissionChain admission, ResourceRegistry registry, Scheme scheme)
{
    public async Task HandleAsync(ApiRequest request, ResourceStore store)
    {
        WriteOptions options = WriteOptions.Parse(request, "CreateOptions");
        WireFormat format = RequestBody.Format(request.Http.Request);
        byte[] body = await RequestBody.ReadAsync(request.Http.Request, request.Cancellation);
        var binding = (Binding)RequestBody.Decode(body, format, Binding.KindInfo, options.FieldValidation, request.Warn, scheme);
        string name = request.Info.Subresource.Length > 0 ? request.Name : binding.Metadata.Name;
        if (binding.Metadata.Namespace.Length == 0) binding.Metadata.Namespace = request.Namespace;
        else if (binding.Metadata.Namespace != request.Namespace) throw ApiErrors.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        if (binding.Metadata.Name != name) throw ApiErrors.BadRequest("name in URL does not match name in Binding object");
        binding = await admission.AdmitAsync(request, AdmissionOperation.Create, binding, options.DryRun, name);
        // Upstream passes these two on without making them an answer about an invalid object.
        if (binding.Target.Kind is not ("" or "Node"))
            throw ApiErrors.Plain(FieldError.NotSupported(FieldPath.Of("target", "kind"), binding.Target.Kind, "Node", "<empty>").ToString());
        if (binding.Target.Name.Length == 0) throw ApiErrors.Plain(FieldError.Required(FieldPath.Of("target", "name")).ToString());
        ResourceStore pods = registry.Get("", "v1", "pods");
        await writer.UpdateAsync(request, pods, new UpdatePlan((current, old) => Bind(request, current, (Pod)old, binding))
        {
            Subresource = "binding",
            IsOwnChange = true,
            DryRun = options.DryRun,
            Name = name,
        });
        await StatusWriter.WriteAsync(request.Http, new Status { StatusValue = "Success", Code = 201 }, 201);
    }

    private static Pod Bind(ApiRequest request, ResourceItem current, Pod old, Binding binding)
    {
        Pod pod = old.Clone();
        string name = pod.Metadata.Name;
        CheckPreconditions(current, pod.Metadata, binding.Metadata);
        if (pod.Metadata.DeletionTimestamp is not null) throw Conflict(name, $"pod {name} is being deleted, cannot be assigned to a host");
        if (pod.Spec.NodeName.Length > 0) throw Conflict(name, $"pod {name} is already assigned to node {GoValue.Quote(pod.Spec.NodeName)}");
        if (pod.Spec.SchedulingGates is { Count: > 0 }) throw Conflict(name, $"pod {name} has non-empty .spec.schedulingGates");
        pod.Spec.NodeName = binding.Target.Name;
        foreach ((string key, string value) in binding.Metadata.Annotations ?? []) (pod.Metadata.Annotations ??= [])[key] = value;
        foreach ((string key, string value) in binding.Metadata.Labels ?? []) (pod.Metadata.Labels ??= [])[key] = value;
        List<PodCondition> conditions = pod.Status.Conditions ??= [];
        PodCondition? scheduled = conditions.Find(c => c.Type == "PodScheduled");
        if (scheduled is null) conditions.Add(scheduled = new PodCondition { Type = "PodScheduled" });
        if (scheduled.Status != "True") scheduled.LastTransitionTime = request.Now;
        scheduled.Status = "True";
        scheduled.Reason = "";
        scheduled.Message = "";
        pod.Metadata.ResourceVersion = "";
        return pod;
    }

    private static void CheckPreconditions(ResourceItem current, ObjectMeta pod, ObjectMeta wanted)
    {
        string? why = wanted.Uid.Length > 0 && wanted.Uid != pod.Uid ? $"UID in precondition: {wanted.Uid}, UID in object meta: {pod.Uid}"
            : wanted.ResourceVersion.Length > 0 && wanted.ResourceVersion != pod.ResourceVersion
                ? $"ResourceVersion in precondition: {wanted.ResourceVersion}, ResourceVersion in object meta: {pod.ResourceVersion}" : null;
        if (why is not null)
            throw ApiErrors.Conflict("", "pods", pod.Name, $"StorageError: invalid object, Code: 4, Key: {current.Key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: {why}");
    }

    private static ApiException Conflict(string name, string why) => ApiErrors.Conflict("", "pods/binding", name, why);
}
