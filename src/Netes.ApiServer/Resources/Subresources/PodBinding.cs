using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Api.MetaV1;
using Netes.Api.Validation;
using Netes.ApiServer.Http;

namespace Netes.ApiServer.Resources.Subresources;

/// <summary>POST pods/NAME/binding and POST bindings: assigns a Pod to a node, which the scheduler does.</summary>
internal sealed class PodBinding(ObjectWriter writer, ResourceRegistry registry, Scheme scheme)
{
    public async Task HandleAsync(ApiRequest request, ResourceStore store)
    {
        WriteOptions options = WriteOptions.Parse(request, "CreateOptions");
        WireFormat format = RequestBody.Format(request.Http.Request);
        byte[] body = await RequestBody.ReadAsync(request.Http.Request, request.Cancellation);
        var binding = (Binding)RequestBody.Decode(body, format, Binding.KindInfo, options.FieldValidation, request.Warn, scheme);
        string name = request.Info.Subresource.Length > 0 ? request.Name : binding.Metadata.Name;
        if (binding.Metadata.Name.Length > 0 && binding.Metadata.Name != name)
            throw ApiErrors.BadRequest("name in URL does not match name in Binding object");
        if (binding.Target.Kind is not ("" or "Node"))
            throw Invalid(name, FieldError.NotSupported(FieldPath.Of("target", "kind"), binding.Target.Kind, "Node", "<empty>"));
        if (binding.Target.Name.Length == 0) throw Invalid(name, FieldError.Required(FieldPath.Of("target", "name")));
        ResourceStore pods = registry.Get("", "v1", "pods");
        await writer.UpdateAsync(request, pods, new UpdatePlan((_, old) => Bind(request, (Pod)old, binding)) { Subresource = "binding", IsOwnChange = true, DryRun = options.DryRun, Name = name });
        await StatusWriter.WriteAsync(request.Http, new Status { StatusValue = "Success", Code = 201 }, 201);
    }

    private static Pod Bind(ApiRequest request, Pod old, Binding binding)
    {
        Pod pod = old.Clone();
        string name = pod.Metadata.Name;
        if (pod.Metadata.DeletionTimestamp is not null) throw Conflict(name, $"pod {name} is being deleted, cannot be assigned to a host");
        if (binding.Metadata.Uid.Length > 0 && binding.Metadata.Uid != pod.Metadata.Uid)
            throw Conflict(name, $"Precondition failed: UID in precondition: {binding.Metadata.Uid}, UID in object meta: {pod.Metadata.Uid}");
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

    private static ApiException Conflict(string name, string why) => ApiErrors.Conflict("", "pods/binding", name, why);

    private static ApiException Invalid(string name, FieldError error) => new ErrorList { error }.ToException("", "Binding", name);
}
