using System.Globalization;
using System.Text;

namespace Netes.Kubelet.Runtime;

/// <summary>What of the machine decides about containerd's configuration.</summary>
/// <param name="MajorVersion">1 (1.6, 1.7) or 2.</param>
/// <param name="RestrictOomScoreAdj">We lack CAP_SYS_RESOURCE, so no score below our own can be given.</param>
internal sealed record ContainerdTraits(int MajorVersion, string Snapshotter, bool RestrictOomScoreAdj, bool SystemdCgroup);

/// <summary>The text of containerd's config.toml: configuration version 2 for containerd 1.x, 3 for 2.x.</summary>
internal static class ContainerdConfig
{
    /// <summary>Plug-ins that a Kubernetes node doesn't use; each one left out starts containerd sooner.</summary>
    private static readonly string[] Unused =
    [
        "io.containerd.snapshotter.v1.aufs",
        "io.containerd.snapshotter.v1.blockfile",
        "io.containerd.snapshotter.v1.btrfs",
        "io.containerd.snapshotter.v1.devmapper",
        "io.containerd.snapshotter.v1.zfs",
        "io.containerd.internal.v1.restart",
        "io.containerd.internal.v1.opt",
        "io.containerd.internal.v1.tracing",
        "io.containerd.tracing.processor.v1.otlp",
        "io.containerd.monitor.v1.cgroups",
        "io.containerd.nri.v1.nri",
    ];

    /// <summary>The kubelet's own limit for one line of a log is the runtime's to enforce.</summary>
    private const int MaxLogLineBytes = 16384;

    public static string Generate(ContainerdOptions options, ContainerdTraits traits)
    {
        var toml = new StringBuilder();
        toml.AppendLine("# Written by netes at every start.");
        toml.AppendLine(CultureInfo.InvariantCulture, $"version = {(traits.MajorVersion >= 2 ? 3 : 2)}");
        toml.AppendLine(CultureInfo.InvariantCulture, $"root = {Quote(options.RootDirectory)}");
        toml.AppendLine(CultureInfo.InvariantCulture, $"state = {Quote(options.StateDirectory)}");
        toml.AppendLine(CultureInfo.InvariantCulture, $"disabled_plugins = [{string.Join(", ", Unused.Select(Quote))}]");
        toml.AppendLine("[debug]");
        toml.AppendLine("  level = \"warn\""); // its file is never rotated, and at info each container writes ten lines
        toml.AppendLine("[grpc]");
        toml.AppendLine(CultureInfo.InvariantCulture, $"  address = {Quote(options.SocketPath)}");
        if (traits.MajorVersion >= 2) Version3(toml, options, traits);
        else Version2(toml, options, traits);
        return toml.ToString();
    }

    private static void Version2(StringBuilder toml, ContainerdOptions options, ContainerdTraits traits)
    {
        const string Cri = "io.containerd.grpc.v1.cri";
        toml.AppendLine(CultureInfo.InvariantCulture, $"""
            [plugins."{Cri}"]
              sandbox_image = {Quote(PauseImage.Name)}
              stream_server_address = "127.0.0.1"
              stream_server_port = "0"
            {Common(traits)}
            [plugins."{Cri}".containerd]
              snapshotter = {Quote(traits.Snapshotter)}
            {Runc(Cri, traits)}
            {Cni(Cri, options)}
            {Registries(Cri, options)}
            """);
    }

    private static void Version3(StringBuilder toml, ContainerdOptions options, ContainerdTraits traits)
    {
        const string Runtime = "io.containerd.cri.v1.runtime";
        const string Images = "io.containerd.cri.v1.images";
        toml.AppendLine(CultureInfo.InvariantCulture, $"""
            [plugins."io.containerd.grpc.v1.cri"]
              stream_server_address = "127.0.0.1"
              stream_server_port = "0"
            [plugins."{Images}"]
              snapshotter = {Quote(traits.Snapshotter)}
            [plugins."{Images}".pinned_images]
              sandbox = {Quote(PauseImage.Name)}
            {Registries(Images, options)}
            [plugins."{Runtime}"]
            {Common(traits)}
            {Runc(Runtime, traits)}
            {Cni(Runtime, options)}
            """);
    }

    private static string Common(ContainerdTraits traits) => string.Create(CultureInfo.InvariantCulture, $"""
          max_container_log_line_size = {MaxLogLineBytes}
          netns_mounts_under_state_dir = true
          restrict_oom_score_adj = {Bool(traits.RestrictOomScoreAdj)}
        """);

    private static string Runc(string plugin, ContainerdTraits traits) => $"""
        [plugins."{plugin}".containerd.runtimes.runc]
          runtime_type = "io.containerd.runc.v2"
        [plugins."{plugin}".containerd.runtimes.runc.options]
          SystemdCgroup = {Bool(traits.SystemdCgroup)}
        """;

    private static string Cni(string plugin, ContainerdOptions options) => $"""
        [plugins."{plugin}".cni]
          bin_dir = {Quote(options.CniBinDirectory)}
          conf_dir = {Quote(options.CniConfigDirectory)}
        """;

    private static string Registries(string plugin, ContainerdOptions options) => options.RegistryConfigDirectory.Length == 0 ? "" : $"""
        [plugins."{plugin}".registry]
          config_path = {Quote(options.RegistryConfigDirectory)}
        """;

    private static string Bool(bool value) => value ? "true" : "false";

    private static string Quote(string value) =>
        "\"" + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}
