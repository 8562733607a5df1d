using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Pods;

/// <summary>The ports of containers.</summary>
internal static class PortRules
{
    internal static readonly string[] Protocols = ["SCTP", "TCP", "UDP"];

    public static void Container(ErrorList errors, List<ContainerPort>? ports, FieldPath path)
    {
        var names = new HashSet<string>();
        for (var i = 0; i < (ports?.Count ?? 0); i++)
        {
            var port = ports![i];
            var at = path.Index(i);
            if (port.Name.Length > 0)
            {
                var wrong = ValueRules.PortName(port.Name);
                if (wrong.Count > 0) errors.AddInvalid(at.Child("name"), port.Name, wrong);
                else if (!names.Add(port.Name)) errors.Add(FieldError.Duplicate(at.Child("name"), port.Name));
            }
            if (port.ContainerPortValue == 0) errors.Add(FieldError.Required(at.Child("containerPort")));
            else errors.AddInvalid(at.Child("containerPort"), port.ContainerPortValue, ValueRules.PortNumber(port.ContainerPortValue));
            if (port.HostPort != 0) errors.AddInvalid(at.Child("hostPort"), port.HostPort, ValueRules.PortNumber(port.HostPort));
            Protocol(errors, port.Protocol, at.Child("protocol"));
        }
    }

    public static void Protocol(ErrorList errors, string protocol, FieldPath path)
    {
        if (protocol.Length == 0) errors.Add(FieldError.Required(path));
        else if (!Protocols.Contains(protocol)) errors.Add(FieldError.NotSupported(path, protocol, Protocols));
    }

    /// <summary>Two containers of a Pod can't have one port of the host.</summary>
    /// <param name="indexed">False when <paramref name="path"/> is the path of the only container.</param>
    public static void HostPortConflicts(ErrorList errors, List<Container> containers, FieldPath path, bool indexed = true)
    {
        HashSet<string>? seen = null;
        for (var i = 0; i < containers.Count; i++)
        {
            for (var j = 0; j < (containers[i].Ports?.Count ?? 0); j++)
            {
                var port = containers[i].Ports![j];
                if (port.HostPort == 0) continue;
                var text = $"{port.Protocol}/{port.HostIP}/{port.HostPort}";
                if ((seen ??= []).Add(text)) continue;
                var at = indexed ? path.Index(i) : path;
                errors.Add(FieldError.Duplicate(at.Child("ports").Index(j).Child("hostPort"), text));
            }
        }
    }

    public static void HostNetwork(ErrorList errors, List<Container>? containers, FieldPath path)
    {
        for (var i = 0; i < (containers?.Count ?? 0); i++)
        {
            for (var j = 0; j < (containers![i].Ports?.Count ?? 0); j++)
            {
                var port = containers[i].Ports![j];
                // A template leaves the host's port open.
                if (port.HostPort == 0 || port.HostPort == port.ContainerPortValue) continue;
                errors.Add(FieldError.Invalid(path.Index(i).Child("ports").Index(j).Child("hostPort"), port.HostPort,
                    "must match `containerPort` when `hostNetwork` is true"));
            }
        }
    }

    /// <summary>A port by number or by name: probes, handlers, a Service's targetPort.</summary>
    public static void NumberOrName(ErrorList errors, IntOrString port, FieldPath path)
    {
        if (port.IsString) errors.AddInvalid(path, port.ToString(), ValueRules.PortName(port.ToString()));
        else errors.AddInvalid(path, port.IntValue, ValueRules.PortNumber(port.IntValue));
    }
}
