using Netes.Kubelet.Images;

namespace Netes.Kubelet.Runtime;

/// <summary>The sandbox image: nothing but <see cref="PauseProgram"/>.</summary>
internal static class PauseImage
{
    public const string Name = "netes.local/pause:1";

    public static OciImage Create() => new()
    {
        Name = Name,
        Files = [OciFile.Executable("/pause", PauseProgram.Elf(OciArchive.MachineArchitecture))],
        Entrypoint = ["/pause"],
        User = "65535:65535",
    };
}
