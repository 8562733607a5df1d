using System.Buffers.Binary;

namespace Netes.Kubelet.Runtime;

/// <summary>
/// The program that holds a sandbox's namespaces open: an ELF executable of a few hundred bytes, written out here
/// instruction by instruction so that no compiler and no download is needed. As C it reads
/// <code>
/// sigset_t all = ~0;
/// sigprocmask(SIG_BLOCK, &amp;all, 0);            // a blocked signal waits, also for process 1
/// for (;;) switch (sigtimedwait(&amp;all, 0, 0)) {
///   case SIGTERM: case SIGINT: exit(0);
///   case SIGCHLD: while (wait4(-1, 0, WNOHANG, 0) > 0); // with a shared process namespace it is everybody's init
/// }
/// </code>
/// </summary>
internal static class PauseProgram
{
    private const ulong LoadAddress = 0x400000;
    private const int HeaderSize = 64 + 56;
    private const ushort MachineX64 = 62;
    private const ushort MachineArm64 = 183;

    /// <param name="architecture">Go's name: <c>amd64</c> or <c>arm64</c>.</param>
    public static byte[] Elf(string architecture) => architecture switch
    {
        "amd64" => Wrap(MachineX64, X64),
        "arm64" => Wrap(MachineArm64, Arm64()),
        _ => throw new PlatformNotSupportedException($"no pause program for {architecture}"),
    };

    private static ReadOnlySpan<byte> X64 =>
    [
        0x6A, 0xFF,                   // push -1             the set of all signals, at rsp
        0x48, 0x89, 0xE6,             // mov rsi, rsp
        0x31, 0xFF,                   // xor edi, edi        SIG_BLOCK
        0x31, 0xD2,                   // xor edx, edx
        0x6A, 0x08, 0x41, 0x5A,       // push 8; pop r10     the set's size
        0x6A, 0x0E, 0x58,             // push 14; pop rax    rt_sigprocmask
        0x0F, 0x05,                   // syscall
        // wait:
        0x48, 0x89, 0xE7,             // mov rdi, rsp
        0x31, 0xF6,                   // xor esi, esi
        0x31, 0xD2,                   // xor edx, edx
        0x6A, 0x08, 0x41, 0x5A,       // push 8; pop r10
        0xB8, 0x80, 0x00, 0x00, 0x00, // mov eax, 128        rt_sigtimedwait
        0x0F, 0x05,                   // syscall
        0x83, 0xF8, 0x0F,             // cmp eax, 15         SIGTERM
        0x74, 0x20,                   // je exit
        0x83, 0xF8, 0x02,             // cmp eax, 2          SIGINT
        0x74, 0x1B,                   // je exit
        0x83, 0xF8, 0x11,             // cmp eax, 17         SIGCHLD
        0x75, 0xDF,                   // jne wait
        // reap:
        0x6A, 0xFF, 0x5F,             // push -1; pop rdi    any child
        0x31, 0xF6,                   // xor esi, esi
        0x6A, 0x01, 0x5A,             // push 1; pop rdx     WNOHANG
        0x45, 0x31, 0xD2,             // xor r10d, r10d
        0x6A, 0x3D, 0x58,             // push 61; pop rax    wait4
        0x0F, 0x05,                   // syscall
        0x85, 0xC0,                   // test eax, eax
        0x7F, 0xEC,                   // jg reap
        0xEB, 0xC9,                   // jmp wait
        // exit:
        0x31, 0xFF,                   // xor edi, edi
        0x6A, 0x3C, 0x58,             // push 60; pop rax    exit
        0x0F, 0x05,                   // syscall
    ];

    private static byte[] Arm64()
    {
        const uint Svc = 0xD4000001;
        uint[] code =
        [
            0x92800009,        //  0  mov x9, #-1
            0xF81F0FE9,        //  1  str x9, [sp, #-16]!
            0xD2800000,        //  2  mov x0, #0          SIG_BLOCK
            0x910003E1,        //  3  mov x1, sp
            0xD2800002,        //  4  mov x2, #0
            0xD2800103,        //  5  mov x3, #8
            0xD28010E8,        //  6  mov x8, #135        rt_sigprocmask
            Svc,               //  7
            0x910003E0,        //  8  wait: mov x0, sp
            0xD2800001,        //  9  mov x1, #0
            0xD2800002,        // 10  mov x2, #0
            0xD2800103,        // 11  mov x3, #8
            0xD2801128,        // 12  mov x8, #137        rt_sigtimedwait
            Svc,               // 13
            0x71003C1F,        // 14  cmp w0, #15         SIGTERM
            BranchIf(Equal, 15, 29),
            0x7100081F,        // 16  cmp w0, #2          SIGINT
            BranchIf(Equal, 17, 29),
            0x7100441F,        // 18  cmp w0, #17         SIGCHLD
            BranchIf(NotEqual, 19, 8),
            0x92800000,        // 20  reap: mov x0, #-1   any child
            0xD2800001,        // 21  mov x1, #0
            0xD2800022,        // 22  mov x2, #1          WNOHANG
            0xD2800003,        // 23  mov x3, #0
            0xD2802088,        // 24  mov x8, #260        wait4
            Svc,               // 25
            0x7100001F,        // 26  cmp w0, #0
            BranchIf(Greater, 27, 20),
            Branch(28, 8),
            0xD2800000,        // 29  exit: mov x0, #0
            0xD2800BA8,        // 30  mov x8, #93         exit
            Svc,               // 31
        ];
        var bytes = new byte[code.Length * 4];
        for (var i = 0; i < code.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * 4), code[i]);
        return bytes;
    }

    private const uint Equal = 0;
    private const uint NotEqual = 1;
    private const uint Greater = 12;

    private static uint BranchIf(uint condition, int from, int to) =>
        0x54000000 | ((uint)(to - from) & 0x7FFFF) << 5 | condition;

    private static uint Branch(int from, int to) => 0x14000000 | ((uint)(to - from) & 0x3FFFFFF);

    /// <summary>One read-and-execute segment: the ELF header, the program header, the code.</summary>
    private static byte[] Wrap(ushort machine, ReadOnlySpan<byte> code)
    {
        var file = new byte[HeaderSize + code.Length];
        var elf = file.AsSpan();
        ReadOnlySpan<byte> magic = [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1]; // 64 bits, little endian
        magic.CopyTo(elf);
        BinaryPrimitives.WriteUInt16LittleEndian(elf[16..], 2); // executable
        BinaryPrimitives.WriteUInt16LittleEndian(elf[18..], machine);
        BinaryPrimitives.WriteUInt32LittleEndian(elf[20..], 1);
        BinaryPrimitives.WriteUInt64LittleEndian(elf[24..], LoadAddress + HeaderSize); // entry
        BinaryPrimitives.WriteUInt64LittleEndian(elf[32..], 64); // the program header's offset
        BinaryPrimitives.WriteUInt16LittleEndian(elf[52..], 64);
        BinaryPrimitives.WriteUInt16LittleEndian(elf[54..], 56);
        BinaryPrimitives.WriteUInt16LittleEndian(elf[56..], 1);
        BinaryPrimitives.WriteUInt16LittleEndian(elf[58..], 64);

        var segment = elf[64..];
        BinaryPrimitives.WriteUInt32LittleEndian(segment, 1); // PT_LOAD
        BinaryPrimitives.WriteUInt32LittleEndian(segment[4..], 5); // read, execute
        BinaryPrimitives.WriteUInt64LittleEndian(segment[16..], LoadAddress);
        BinaryPrimitives.WriteUInt64LittleEndian(segment[24..], LoadAddress);
        BinaryPrimitives.WriteUInt64LittleEndian(segment[32..], (ulong)file.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(segment[40..], (ulong)file.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(segment[48..], 0x10000); // arm64 may have pages of 64 kB
        code.CopyTo(elf[HeaderSize..]);
        return file;
    }
}
