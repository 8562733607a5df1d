using System.Diagnostics;
using Netes.Kubelet.Images;
using Netes.Kubelet.Runtime;

namespace Netes.Kubelet.Tests.Runtime;

public sealed class PauseProgramTests
{
    [Theory]
    [InlineData(Libc.SigTerm)]
    [InlineData(2)]
    public async Task Elf_AfterTerminatingSignal_ExitsWithZero(int signal)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            await File.WriteAllBytesAsync(path, PauseProgram.Elf(OciArchive.MachineArchitecture));
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            using var process = Process.Start(path);
            // Its signals are blocked, and waited for, once it sleeps.
            while (ProcessTable.ParseStat(await File.ReadAllTextAsync($"/proc/{process.Id}/stat"))?.State != 'S')
                await Task.Yield();

            // A harmless signal first: it must go on waiting.
            Assert.Equal(0, Libc.Kill(process.Id, 17));
            Assert.Equal(0, Libc.Kill(process.Id, signal));
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            await process.WaitForExitAsync(limit.Token);
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Elf_Arm64_HasItsMachineAndBranchesInside()
    {
        var elf = PauseProgram.Elf("arm64");
        Assert.Equal(183, BitConverter.ToUInt16(elf, 18));
        Assert.Equal(120 + (32 * 4), elf.Length);
        Assert.Equal(0x540001C0u, BitConverter.ToUInt32(elf, 120 + (15 * 4))); // b.eq +14
        Assert.Equal(0x54FFFEA1u, BitConverter.ToUInt32(elf, 120 + (19 * 4))); // b.ne -11
        Assert.Equal(0x17FFFFECu, BitConverter.ToUInt32(elf, 120 + (28 * 4))); // b -20
    }

    [Fact]
    public void Elf_OtherProcessor_IsRefused() =>
        Assert.Throws<PlatformNotSupportedException>(() => PauseProgram.Elf("riscv64"));
}
