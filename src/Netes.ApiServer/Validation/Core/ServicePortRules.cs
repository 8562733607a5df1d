using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Api.Validation;
using Netes.ApiServer.Validation.Pods;

namespace Netes.ApiServer.Validation.Core;

/// <summary>The ports of a Service.</summary>
internal static class ServicePortRules
{
    public static void One(ErrorList errors, ServicePort port, bool nameNeeded, HashSet<string> names, FieldPath path)
    {
        if (port.Name.Length == 0)
        {
            if (nameNeeded) errors.Add(FieldError.Required(path.Child("name")));
        }
        else
        {
            errors.AddInvalid(path.Child("name"), port.Name, NameRules.DnsLabel(port.Name));
            if (!names.Add(port.Name)) errors.Add(FieldError.Duplicate(path.Child("name"), port.Name));
        }
        errors.AddInvalid(path.Child("port"), port.Port, ValueRules.PortNumber(port.Port));
        PortRules.Protocol(errors, port.Protocol, path.Child("protocol"));
        PortRules.NumberOrName(errors, port.TargetPort, path.Child("targetPort"));
        if (port.AppProtocol is { } app) errors.AddInvalid(path.Child("appProtocol"), app, NameRules.QualifiedName(app));
    }

    /// <summary>One protocol and port leads to one place; so does one node port.</summary>
    public static void Unique(ErrorList errors, ServiceSpec spec, FieldPath path)
    {
        var nodePorts = new HashSet<(string, int)>();
        for (var i = 0; i < (spec.Ports?.Count ?? 0); i++)
        {
            var port = spec.Ports![i];
            if (port.NodePort != 0 && spec.Type is "ClusterIP")
                errors.Add(FieldError.Forbidden(path.Index(i).Child("nodePort"), "may not be used when `type` is 'ClusterIP'"));
            if (port.NodePort != 0 && spec.Type is ("NodePort" or "LoadBalancer") &&
                !nodePorts.Add((port.Protocol, port.NodePort)))
            {
                errors.Add(FieldError.Duplicate(path.Index(i).Child("nodePort"), port.NodePort));
            }
        }
        var seen = new HashSet<(string, int)>();
        for (var i = 0; i < (spec.Ports?.Count ?? 0); i++)
        {
            var port = spec.Ports![i];
            if (!seen.Add((port.Protocol, port.Port))) errors.Add(FieldError.Duplicate(path.Index(i), Text(port)));
        }
    }

    /// <summary>Only what counts for being the same is shown.</summary>
    private static JsonText Text(ServicePort port) => new GoStruct().Add("Name", "").Add("Protocol", port.Protocol).Add("AppProtocol", null)
        .Add("Port", port.Port).AddIntOrString("TargetPort", 0).Add("NodePort", 0).Text;
}
